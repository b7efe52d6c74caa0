const { Pool } = require('pg');

const pool = new Pool({
  max: 20,
  idleTimeoutMillis: 30000,
  connectionTimeoutMillis: 3000,
  statement_timeout: 10000,
  keepAlive: true,
});
pool.on('error', (err) => console.error('idle client', err));

async function inTransaction(fn) {
  const client = await pool.connect();
  let broken;
  try {
    await client.query('BEGIN');
    const result = await fn(client);
    await client.query('COMMIT');
    return result;
  } catch (err) {
    await client.query('ROLLBACK').catch((e) => { broken = e; });
    throw err;
  } finally {
    client.release(broken);
  }
}

exports.transfer = (from, to, amount) => inTransaction(async (c) => {
  const { rows } = await c.query('SELECT balance FROM account WHERE id = $1 FOR UPDATE', [from]);
  if (!rows.length || rows[0].balance < amount) return false;
  await c.query('UPDATE account SET balance = balance - $2 WHERE id = $1', [from, amount]);
  await c.query('UPDATE account SET balance = balance + $2 WHERE id = $1', [to, amount]);
  return true;
});

exports.stop = () => pool.end();
