const mysql = require('mysql2/promise');
const pool = mysql.createPool({ uri: process.env.DB, connectionLimit: 8 });

async function archive(day) {
  const c = await pool.getConnection();
  await c.beginTransaction();
  try {
    const [rows] = await c.query('SELECT id FROM orders WHERE day = ?', [day]);
    if (rows.length === 0) {
      await c.rollback();
      return 0; // expect: close-wait-leak
    }
    await c.query('INSERT INTO archive SELECT * FROM orders WHERE day = ?', [day]);
    await c.query('DELETE FROM orders WHERE day = ?', [day]);
    await c.commit();
    c.release();
    return rows.length;
  } catch (e) {
    await c.rollback();
    c.release();
    throw e;
  }
}
module.exports = { archive };
