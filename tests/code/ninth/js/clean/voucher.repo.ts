import { Pool, PoolClient } from 'pg';

const pool = new Pool({
  max: 20,
  idleTimeoutMillis: 20_000,
  connectionTimeoutMillis: 2_000,
  query_timeout: 8_000,
});

pool.on('error', (e) => console.error('idle client', e.message));

/** Runs the work in a transaction. The client goes back in each case; a broken one is thrown away. */
async function tx<T>(work: (c: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (e) {
    try {
      await client.query('ROLLBACK');
    } catch (e2) {
      broken = e2 as Error;
    }
    throw e;
  } finally {
    client.release(broken);
  }
}

export type Redeemed = { ok: true; cents: number } | { ok: false; why: 'unknown' | 'used' | 'expired' };

export function redeem(code: string, order: number): Promise<Redeemed> {
  return tx<Redeemed>(async (c) => {
    const r = await c.query('SELECT cents, used_by, expires FROM vouchers WHERE code = $1 FOR UPDATE', [code]);
    if (r.rows.length === 0) return { ok: false, why: 'unknown' };
    const v = r.rows[0];
    if (v.used_by !== null) return { ok: false, why: 'used' };
    if (v.expires < new Date()) return { ok: false, why: 'expired' };
    await c.query('UPDATE vouchers SET used_by = $2 WHERE code = $1', [code, order]);
    return { ok: true, cents: v.cents as number };
  });
}

export async function countOpen(): Promise<number> {
  const { rows } = await pool.query('SELECT count(*)::int AS n FROM vouchers WHERE used_by IS NULL');
  return rows[0].n;
}

export const shutdown = (): Promise<void> => pool.end();
