import { Pool, PoolClient } from 'pg';

export interface Order {
  id: number;
  status: 'open' | 'paid' | 'shipped';
  total: number;
}

const pool = new Pool({
  max: 15,
  idleTimeoutMillis: 30_000,
  connectionTimeoutMillis: 3_000,
  statement_timeout: 15_000,
});

pool.on('error', (e) => console.error('idle client failed', e.message));

export async function payOrder(id: number, amount: number): Promise<Order | null> {
  const client: PoolClient = await pool.connect();
  try {
    await client.query('BEGIN');
    const found = await client.query<Order>('SELECT id, status, total FROM orders WHERE id = $1 FOR UPDATE', [id]);
    if (found.rowCount === 0) {
      await client.query('ROLLBACK');
      return null;
    }
    const order = found.rows[0];
    if (order.status !== 'open' || order.total !== amount) {
      throw new Error(`order ${id} can't be paid with ${amount}`);
    }
    await client.query("UPDATE orders SET status = 'paid' WHERE id = $1", [id]);
    await client.query('COMMIT');
    client.release();
    return { ...order, status: 'paid' };
  } catch (e) {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release(e as Error);
    throw e;
  }
}

export async function openOrders(): Promise<Order[]> {
  const r = await pool.query<Order>("SELECT id, status, total FROM orders WHERE status = 'open'");
  return r.rows;
}
