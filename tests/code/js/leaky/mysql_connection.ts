import mysql from 'mysql2/promise';

export async function total(): Promise<number> {
  const c = await mysql.createConnection({ host: 'db' });
  const [rows] = await c.query('select sum(n) as s from t');
  if (!rows) {
    return 0; // expect: close-wait-leak
  }
  await c.end();
  return rows[0].s;
}
