const { Pool } = require('pg');

const pool = new Pool({
  max: 12,
  idleTimeoutMillis: 30000,
  connectionTimeoutMillis: 2000,
});

async function redeemCoupon(code, orderId) {
  const client = await pool.connect();
  let done = false;
  try {
    await client.query('BEGIN');
    const { rows } = await client.query(
      'SELECT id, uses_left FROM coupons WHERE code = $1 FOR UPDATE',
      [code]
    );
    if (rows.length === 0) {
      await client.query('ROLLBACK');
      return { ok: false, reason: 'unknown' };
    }
    if (rows[0].uses_left > 0) {
      await client.query('UPDATE coupons SET uses_left = uses_left - 1 WHERE id = $1', [rows[0].id]);
      await client.query('INSERT INTO redemptions (coupon_id, order_id) VALUES ($1, $2)', [rows[0].id, orderId]);
      done = true;
    }
    await client.query('COMMIT');
  } catch (err) {
    client.release(err);
    throw err;
  }
  client.release();
  return done ? { ok: true } : { ok: false, reason: 'used up' };
}

module.exports = { redeemCoupon };
