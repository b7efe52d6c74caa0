import { pool } from './db';

export async function move(a: number, b: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('update t set n = n - 1 where id = $1', [a]);
    await client.query('update t set n = n + 1 where id = $1', [b]);
    await client.query('COMMIT');
  } catch (e) {
    await client.query('ROLLBACK');
    throw e;
  } finally {
    client.release();
  }
}
