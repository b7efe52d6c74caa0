const { Pool } = require('pg');

const pool = new Pool({ max: 20, idleTimeoutMillis: 30000, connectionTimeoutMillis: 3000, keepAlive: true });

async function transfer(from, to, amount) {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows } = await client.query('SELECT balance FROM account WHERE id = $1 FOR UPDATE', [from]);
  if (rows.length === 0 || rows[0].balance < amount) {
    await client.query('ROLLBACK');
    return false;
  }
  await client.query('UPDATE account SET balance = balance - $2 WHERE id = $1', [from, amount]);
  await client.query('UPDATE account SET balance = balance + $2 WHERE id = $1', [to, amount]);
  await client.query('COMMIT');
  client.release();
  return true;
}

module.exports = { transfer };
