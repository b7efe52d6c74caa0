import mysql, { PoolConnection } from 'mysql2/promise';
const pool = mysql.createPool({ host: 'db', connectionLimit: 8 });
export async function withTx<T>(fn: (c: PoolConnection) => Promise<T>): Promise<T> {
  const conn = await pool.getConnection();
  let ok = false;
  try {
    await conn.beginTransaction();
    const out = await fn(conn);
    await conn.commit();
    ok = true;
    return out;
  } finally {
    if (!ok) await conn.rollback().catch(() => conn.destroy());
    conn.release();
  }
}
export async function find(id: number) {
  const [rows] = await pool.query('SELECT * FROM t WHERE id = ?', [id]);
  return rows;
}
