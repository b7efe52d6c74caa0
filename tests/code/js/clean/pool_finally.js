const { pool } = require('./db');

async function find(id) {
  const client = await pool.connect();
  try {
    const r = await client.query('select * from t where id = $1', [id]);
    return r.rows[0] ?? null;
  } finally {
    client.release();
  }
}
module.exports = { find };
