import { Pool, PoolClient } from 'pg';

const pool = new Pool({ max: 15, connectionTimeoutMillis: 3000, idleTimeoutMillis: 20000, keepAlive: true });
pool.on('error', (err) => console.error('idle client:', err.message));

export async function transaction<T>(work: (db: PoolClient) => Promise<T>): Promise<T> {
  const db = await pool.connect();
  let broken: Error | undefined;
  try {
    await db.query('begin');
    const value = await work(db);
    await db.query('commit');
    return value;
  } catch (err) {
    await db.query('rollback').catch((e: Error) => {
      broken = e;
    });
    throw err;
  } finally {
    db.release(broken);
  }
}

export class OutOfStock extends Error {}

export function withdraw(site: string, vaccine: string, doses: number): Promise<number> {
  return transaction(async (db) => {
    const { rows } = await db.query<{ left: number }>(
      'select left_doses as left from stock where site = $1 and vaccine = $2 for update',
      [site, vaccine],
    );
    if (rows.length === 0 || rows[0].left < doses) throw new OutOfStock(`${vaccine} at ${site}`);
    await db.query('update stock set left_doses = left_doses - $3 where site = $1 and vaccine = $2', [site, vaccine, doses]);
    return rows[0].left - doses;
  });
}

export async function* allSites(): AsyncGenerator<string> {
  let last = '';
  for (;;) {
    const { rows } = await pool.query<{ site: string }>(
      'select distinct site from stock where site > $1 order by site limit 200', [last]);
    if (rows.length === 0) return;
    for (const r of rows) yield r.site;
    last = rows[rows.length - 1].site;
  }
}

process.once('SIGTERM', () => {
  pool.end().then(() => process.exit(0), () => process.exit(1));
});
