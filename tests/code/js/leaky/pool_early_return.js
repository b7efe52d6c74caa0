const { pool } = require('./db');

async function find(id) {
  const client = await pool.connect();
  const r = await client.query('select * from t where id = $1', [id]);
  if (r.rows.length === 0) {
    return null; // expect: close-wait-leak
  }
  client.release();
  return r.rows[0];
}
module.exports = { find };
