import { Pool, PoolClient } from 'pg';

const pool = new Pool({ max: 20, connectionTimeoutMillis: 3000 });

export interface Order {
  id: number;
  sku: string;
  count: number;
}

async function lockStock(c: PoolClient, sku: string): Promise<number> {
  const r = await c.query('select count from stock where sku = $1 for update', [sku]);
  return r.rowCount ? r.rows[0].count : 0;
}

export async function placeOrder(sku: string, count: number): Promise<Order | null> {
  const client = await pool.connect();
  await client.query('begin');
  const have = await lockStock(client, sku);
  if (have < count) {
    await client.query('rollback');
    return null;
  }
  try {
    await client.query('update stock set count = count - $2 where sku = $1', [sku, count]);
    const r = await client.query('insert into orders(sku, count) values ($1, $2) returning *', [sku, count]);
    await client.query('commit');
    return r.rows[0];
  } catch (e) {
    await client.query('rollback');
    throw e;
  } finally {
    client.release();
  }
}

export function shutdown(): Promise<void> {
  return pool.end();
}
