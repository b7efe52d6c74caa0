import { createPool, PoolConnection, RowDataPacket, ResultSetHeader } from 'mysql2/promise';

const pool = createPool({ uri: process.env.CAMPUS_DB, connectionLimit: 10, connectTimeout: 5000, maxIdle: 4, idleTimeout: 45000, enableKeepAlive: true });

async function inTransaction<T>(work: (c: PoolConnection) => Promise<T>): Promise<T> {
  const c = await pool.getConnection();
  try {
    await c.beginTransaction();
    const result = await work(c);
    await c.commit();
    return result;
  } catch (e) {
    try {
      await c.rollback();
    } catch (rb) {
      console.error('rollback failed', rb);
    }
    throw e;
  } finally {
    c.release();
  }
}

export type EnrolResult = 'enrolled' | 'waitlisted' | 'already';

export function enrol(student: number, course: number): Promise<EnrolResult> {
  return inTransaction(async (c) => {
    const [dup] = await c.query<RowDataPacket[]>(
      'SELECT 1 FROM enrolment WHERE student_id = ? AND course_id = ?', [student, course]);
    if (dup.length) return 'already';

    const [seats] = await c.query<RowDataPacket[]>(
      'SELECT capacity - taken AS free FROM course WHERE id = ? FOR UPDATE', [course]);
    if (!seats.length) throw new RangeError(`course ${course}`);

    const state = seats[0].free > 0 ? 'enrolled' : 'waitlisted';
    await c.query<ResultSetHeader>(
      'INSERT INTO enrolment (student_id, course_id, state) VALUES (?, ?, ?)', [student, course, state]);
    if (state === 'enrolled') await c.query('UPDATE course SET taken = taken + 1 WHERE id = ?', [course]);
    return state;
  });
}
