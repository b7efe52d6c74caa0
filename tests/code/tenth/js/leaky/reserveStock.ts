import { Pool, PoolClient } from 'pg';

export interface Line { sku: string; qty: number }
export type Outcome =
  | { ok: true; reservation: string }
  | { ok: false; reason: 'unknown-sku' | 'short' };

const pool = new Pool({
  connectionString: process.env.STOCK_DSN,
  max: 20,
  idleTimeoutMillis: 30_000,
  connectionTimeoutMillis: 5_000,
  statement_timeout: 10_000,
  keepAlive: true,
});

pool.on('error', (e) => console.error('[stock] idle client', e.message));

async function onHand(c: PoolClient, sku: string): Promise<number | null> {
  const r = await c.query('SELECT on_hand FROM stock WHERE sku = $1 FOR UPDATE', [sku]);
  return r.rowCount ? Number(r.rows[0].on_hand) : null;
}

/** Reserve all lines of a basket or none of them. */
export async function reserve(basket: string, lines: Line[]): Promise<Outcome> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    for (const l of lines) {
      const have = await onHand(client, l.sku);
      if (have === null) {
        await client.query('ROLLBACK');
        client.release();
        return { ok: false, reason: 'unknown-sku' };
      }
      if (have < l.qty) {
        await client.query('ROLLBACK');
        console.info('[stock] basket %s short on %s (%d < %d)', basket, l.sku, have, l.qty);
        return { ok: false, reason: 'short' };
      }
      await client.query('UPDATE stock SET on_hand = on_hand - $2 WHERE sku = $1', [l.sku, l.qty]);
    }
    const r = await client.query(
      'INSERT INTO reservations (basket, made_at) VALUES ($1, now()) RETURNING id', [basket]);
    await client.query('COMMIT');
    client.release();
    return { ok: true, reservation: r.rows[0].id };
  } catch (err) {
    // the session is in an unknown state, have the pool drop it
    client.release(err as Error);
    throw err;
  }
}

export const shutdown = () => pool.end();
