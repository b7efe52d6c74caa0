import { Pool } from 'pg';

const pool = new Pool({ max: 4 });

export async function firstRows(count: number): Promise<unknown[]> {
  const client = await pool.connect();
  await client.query('SET statement_timeout = 5000'); // expect: close-wait-leak
  try {
    return (await client.query('SELECT * FROM readings LIMIT $1', [count])).rows;
  } finally {
    client.release();
  }
}
