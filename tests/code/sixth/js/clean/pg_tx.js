const { Pool } = require('pg');

const pool = new Pool({ max: 10, idleTimeoutMillis: 30000, connectionTimeoutMillis: 4000, query_timeout: 20000 });
pool.on('error', (e) => console.error('pg idle client: %s', e.message));

/** Runs fn in a transaction. A client whose rollback fails is thrown away. */
async function tx(fn) {
  const client = await pool.connect();
  let broken;
  try {
    await client.query('BEGIN');
    const out = await fn(client);
    await client.query('COMMIT');
    return out;
  } catch (e) {
    await client.query('ROLLBACK').catch((r) => {
      broken = r;
    });
    throw e;
  } finally {
    client.release(broken);
  }
}

const move = (from, to, cents) =>
  tx(async (c) => {
    const a = await c.query('UPDATE account SET cents = cents - $2 WHERE id = $1 AND cents >= $2', [from, cents]);
    if (a.rowCount !== 1) throw Object.assign(new Error('not enough money'), { code: 'E_FUNDS' });
    await c.query('UPDATE account SET cents = cents + $2 WHERE id = $1', [to, cents]);
    const { rows } = await c.query('INSERT INTO ledger(src, dst, cents) VALUES ($1,$2,$3) RETURNING id', [from, to, cents]);
    return rows[0].id;
  });

async function balances(ids) {
  // pool.query takes and gives back the client by itself
  const { rows } = await pool.query('SELECT id, cents FROM account WHERE id = ANY($1)', [ids]);
  return new Map(rows.map((r) => [r.id, r.cents]));
}

module.exports = { move, balances, tx, close: () => pool.end() };
