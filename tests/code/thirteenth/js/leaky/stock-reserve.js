const { Pool } = require('pg');
const logger = require('./logger');

const pool = new Pool({ max: 20, idleTimeoutMillis: 30000, connectionTimeoutMillis: 2000 });
pool.on('error', (e) => logger.error({ e }, 'idle client'));

/**
 * Reserves `qty` pieces for an order line.
 * Called from the basket service, ~40/s at noon.
 */
async function reserve(orderId, sku, qty) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query(
      'SELECT on_hand, reserved FROM stock WHERE sku = $1 FOR UPDATE', [sku]);
    if (rows.length === 0 || rows[0].on_hand - rows[0].reserved < qty) {
      await client.query('ROLLBACK');
      logger.info({ orderId, sku, qty }, 'not enough on hand');
      return { ok: false, reason: 'stock' };
    }
    await client.query('UPDATE stock SET reserved = reserved + $2 WHERE sku = $1', [sku, qty]);
    await client.query(
      'INSERT INTO reservation(order_id, sku, qty) VALUES ($1, $2, $3)', [orderId, sku, qty]);
    await client.query('COMMIT');
    client.release();
    return { ok: true };
  } catch (err) {
    // the connection may be half way through a transaction: throw it away
    client.release(err);
    throw err;
  }
}

module.exports = { reserve };
