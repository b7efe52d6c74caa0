import { Pool } from 'pg';

const pool = new Pool({ max: 10 });

export async function transfer(from: number, to: number, n: number): Promise<void> {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows } = await client.query('SELECT balance FROM acc WHERE id = $1', [from]);
  if (rows[0].balance < n) {
    await client.query('ROLLBACK');
    throw new Error('insufficient'); // expect: close-wait-leak
  }
  await client.query('COMMIT');
  client.release();
}
