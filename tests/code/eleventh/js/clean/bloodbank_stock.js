const { Pool } = require('pg');

const db = new Pool({
  host: 'stock-db',
  max: 12,
  connectionTimeoutMillis: 2500,
  idleTimeoutMillis: 60000,
  query_timeout: 8000,
});
db.on('error', (err) => console.error('stock: idle client', err.message));

/**
 * Reserve `units` of a blood group for a ward. Oldest bags first.
 * @returns {Promise<string[]>} the bag numbers, empty when there aren't enough
 */
async function reserve(group, units, ward) {
  const c = await db.connect();
  let broken;
  try {
    await c.query('BEGIN');
    const { rows } = await c.query(
      `SELECT bag_no FROM bag
        WHERE grp = $1 AND state = 'free' AND expires > now() + interval '12 hours'
        ORDER BY expires LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [group, units],
    );
    if (rows.length < units) {
      await c.query('ROLLBACK');
      return [];
    }
    const bags = rows.map((r) => r.bag_no);
    await c.query(`UPDATE bag SET state = 'reserved', ward = $2 WHERE bag_no = ANY($1)`, [bags, ward]);
    await c.query('COMMIT');
    return bags;
  } catch (e) {
    broken = e;
    await c.query('ROLLBACK').catch(() => {});
    throw e;
  } finally {
    c.release(broken);
  }
}

async function freeUnits(group) {
  const r = await db.query(`SELECT count(*)::int AS n FROM bag WHERE grp = $1 AND state = 'free'`, [group]);
  return r.rows[0].n;
}

module.exports = { reserve, freeUnits, close: () => db.end() };
