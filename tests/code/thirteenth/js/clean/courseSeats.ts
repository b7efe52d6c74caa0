import mysql from 'mysql2/promise';
import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';

export type BookResult = { kind: 'booked'; seat: number } | { kind: 'full' } | { kind: 'closed' };

export class CourseSeats {
  private readonly pool: Pool;

  constructor(uri: string) {
    this.pool = mysql.createPool({ uri, connectionLimit: 10, maxIdle: 4, idleTimeout: 30_000, connectTimeout: 5_000 });
  }

  async book(course: number, student: string): Promise<BookResult> {
    const conn = await this.pool.getConnection();
    try {
      await conn.beginTransaction();
      const result = await this.bookWithin(conn, course, student);
      if (result.kind === 'booked') await conn.commit();
      else await conn.rollback();
      return result;
    } catch (e) {
      await conn.rollback().catch(() => undefined);
      throw e;
    } finally {
      conn.release();
    }
  }

  private async bookWithin(conn: PoolConnection, course: number, student: string): Promise<BookResult> {
    const [rows] = await conn.execute<RowDataPacket[]>(
      'SELECT seats, taken, open FROM course WHERE id = ? FOR UPDATE', [course]);
    const c = rows[0];
    if (!c || !c.open) return { kind: 'closed' };
    if (c.taken >= c.seats) return { kind: 'full' };
    await conn.execute('UPDATE course SET taken = taken + 1 WHERE id = ?', [course]);
    const [ins] = await conn.execute<ResultSetHeader>(
      'INSERT INTO booking(course_id, student) VALUES (?, ?)', [course, student]);
    return { kind: 'booked', seat: ins.insertId };
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
