import { Pool } from 'pg';
import Cursor from 'pg-cursor';

const pool = new Pool({ max: 4 });

export async function firstRows(count: number): Promise<unknown[]> {
  const client = await pool.connect();
  const cursor = client.query(new Cursor('SELECT * FROM readings'));
  try {
    return await cursor.read(count);
  } finally {
    client.release();
  }
}
