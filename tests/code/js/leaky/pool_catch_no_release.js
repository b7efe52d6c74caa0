const pool = require('./pool');

async function count(table) {
  const client = await pool.connect();
  try {
    const r = await client.query(`select count(*) from ${table}`);
    client.release();
    return r.rows[0].count;
  } catch (err) { // expect: close-wait-leak
    console.error('query failed', err);
    return -1;
  }
}
module.exports = count;
