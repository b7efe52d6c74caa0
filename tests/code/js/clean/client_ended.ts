import { Client } from 'pg';

export async function one(sql: string): Promise<unknown> {
  const client = new Client({ host: 'db' });
  try {
    await client.connect();
    const r = await client.query(sql);
    return r.rows[0];
  } finally {
    await client.end();
  }
}
