const { Pool } = require('pg');
const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000, idleTimeoutMillis: 10000, statement_timeout: 5000 });

pool.on('error', (e) => console.error('idle pg client', e.message));

async function withTx(fn) {
  const client = await pool.connect();
  let broken;
  try {
    await client.query('BEGIN');
    const out = await fn(client);
    await client.query('COMMIT');
    return out;
  } catch (err) {
    try {
      await client.query('ROLLBACK');
    } catch (e2) {
      broken = e2;
    }
    throw err;
  } finally {
    client.release(broken);
  }
}

exports.bookTable = (restaurant, when, seats) =>
  withTx(async (c) => {
    const { rows } = await c.query(
      'SELECT id FROM tables WHERE restaurant = $1 AND seats >= $2 AND NOT EXISTS ' +
        '(SELECT 1 FROM bookings b WHERE b.table_id = tables.id AND b.at = $3) LIMIT 1 FOR UPDATE',
      [restaurant, seats, when],
    );
    if (!rows.length) return null;
    await c.query('INSERT INTO bookings (table_id, at, seats) VALUES ($1, $2, $3)', [rows[0].id, when, seats]);
    return rows[0].id;
  });
