const { pool } = require('./db');

async function transfer(from, to, n) {
  const conn = await pool.getConnection();
  const [rows] = await conn.query('select n from a where id = ?', [from]);
  if (rows[0].n < n) {
    throw new Error('not enough'); // expect: close-wait-leak
  }
  await conn.query('update a set n = n - ? where id = ?', [n, from]);
  await conn.query('update a set n = n + ? where id = ?', [n, to]);
  conn.release();
}
module.exports = { transfer };
