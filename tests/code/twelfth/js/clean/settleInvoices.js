'use strict';
const { Pool } = require('pg');

const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: 8,
  idleTimeoutMillis: 30000,
  connectionTimeoutMillis: 4000,
  statement_timeout: 15000,
  keepAlive: true,
});
pool.on('error', (err) => console.error('idle pg client:', err.message));

async function settle(invoiceId, amountCents) {
  const client = await pool.connect();
  let fatal;
  try {
    await client.query('BEGIN');
    const { rows } = await client.query(
      'SELECT open_cents FROM invoice WHERE id = $1 FOR UPDATE', [invoiceId]);
    if (rows.length === 0) {
      await client.query('ROLLBACK');
      return { status: 'unknown' };
    }
    const open = rows[0].open_cents - amountCents;
    if (open < 0) {
      await client.query('ROLLBACK');
      return { status: 'overpaid', by: -open };
    }
    await client.query(
      'UPDATE invoice SET open_cents = $2, settled_at = CASE WHEN $2 = 0 THEN now() END WHERE id = $1',
      [invoiceId, open]);
    await client.query('COMMIT');
    return { status: open === 0 ? 'settled' : 'partial', open };
  } catch (err) {
    try {
      await client.query('ROLLBACK');
    } catch (rb) {
      fatal = rb;           // session is in an unknown state, throw it out of the pool
    }
    throw err;
  } finally {
    client.release(fatal);
  }
}

async function main(lines) {
  const tally = {};
  for (const line of lines) {
    const [id, cents] = line.trim().split(',');
    try {
      const r = await settle(id, Number(cents));
      tally[r.status] = (tally[r.status] || 0) + 1;
    } catch (err) {
      console.error(`invoice ${id}: ${err.message}`);
      tally.error = (tally.error || 0) + 1;
    }
  }
  return tally;
}

if (require.main === module) {
  const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);
  main(lines)
    .then((t) => console.table(t))
    .finally(() => pool.end());
}

module.exports = { settle };
