const { pool } = require('./db');

exports.count = async () => {
  const r = await pool.query('select count(*) from t');
  return r.rows[0].count;
};
