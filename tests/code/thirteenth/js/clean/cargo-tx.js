const { Pool } = require('pg');

const pool = new Pool({
  max: 15,
  idleTimeoutMillis: 20000,
  connectionTimeoutMillis: 3000,
  statement_timeout: 8000,
});
pool.on('error', (e) => console.error('idle pg client', e.message));

async function tx(fn) {
  const client = await pool.connect();
  let broken;
  try {
    await client.query('BEGIN');
    const result = await fn(client);
    await client.query('COMMIT');
    return result;
  } catch (err) {
    try {
      await client.query('ROLLBACK');
    } catch (e) {
      broken = e;
    }
    throw err;
  } finally {
    client.release(broken);
  }
}

/** Moves a container to another vessel; returns null when the vessel is full. */
function rebook(container, vessel) {
  return tx(async (c) => {
    const { rows: [v] } = await c.query('SELECT slots_free FROM vessel WHERE id=$1 FOR UPDATE', [vessel]);
    if (!v || v.slots_free < 1) return null;
    await c.query('UPDATE vessel SET slots_free = slots_free - 1 WHERE id=$1', [vessel]);
    const { rows } = await c.query(
      'UPDATE container SET vessel=$2, rebooked_at=now() WHERE id=$1 RETURNING *', [container, vessel]);
    return rows[0] || null;
  });
}

const countOpen = async (vessel) => {
  const r = await pool.query('SELECT count(*)::int AS n FROM container WHERE vessel=$1 AND NOT loaded', [vessel]);
  return r.rows[0].n;
};

module.exports = { rebook, countOpen, stop: () => pool.end() };
