import { Client } from 'pg';

export async function user(id: number): Promise<unknown> {
  const client = new Client({ host: 'db' });
  await client.connect();
  const r = await client.query('select * from users where id = $1', [id]);
  return r.rows[0]; // expect: close-wait-leak
}
