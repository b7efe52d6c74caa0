import { Pool, PoolClient } from 'pg';

export interface Redemption {
  voucher: string;
  orderId: number;
  customer: string;
}

export class VoucherError extends Error {
  constructor(readonly code: 'unknown' | 'expired' | 'used', voucher: string) {
    super(`voucher ${voucher}: ${code}`);
  }
}

const pool = new Pool({
  max: 15,
  connectionTimeoutMillis: 4_000,
  idleTimeoutMillis: 30_000,
  statement_timeout: 8_000,
});

pool.on('error', (e) => console.error('idle pg client', e.message));

/** Redeems a voucher exactly once; the row lock keeps double clicks apart. */
export async function redeem(r: Redemption): Promise<number> {
  const client: PoolClient = await pool.connect();
  let cents: number;
  try {
    await client.query('BEGIN');
    const { rows } = await client.query(
      'SELECT cents, expires, order_id FROM voucher WHERE code = $1 FOR UPDATE',
      [r.voucher],
    );
    if (rows.length === 0) throw new VoucherError('unknown', r.voucher);
    if (rows[0].expires < new Date()) throw new VoucherError('expired', r.voucher);
    if (rows[0].order_id !== null) {
      await client.query('ROLLBACK');
      if (rows[0].order_id === r.orderId) {
        // the shop repeats calls it got no answer to
        return rows[0].cents;
      }
      throw new VoucherError('used', r.voucher);
    }
    await client.query('UPDATE voucher SET order_id = $2, used_by = $3 WHERE code = $1', [
      r.voucher, r.orderId, r.customer,
    ]);
    await client.query('COMMIT');
    cents = rows[0].cents;
  } catch (e) {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release(!(e instanceof VoucherError));
    throw e;
  }
  client.release();
  return cents;
}

export async function balance(customer: string): Promise<number> {
  const { rows } = await pool.query(
    'SELECT coalesce(sum(cents), 0)::int AS total FROM voucher WHERE used_by = $1', [customer],
  );
  return rows[0].total;
}
