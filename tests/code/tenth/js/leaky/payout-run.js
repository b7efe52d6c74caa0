const mysql = require('mysql2/promise');
const { formatISO } = require('date-fns');
const ledger = require('./ledger');

const pool = mysql.createPool({
  host: process.env.DB_HOST,
  user: 'payout',
  password: process.env.DB_PASS,
  database: 'marketplace',
  connectionLimit: 12,
  connectTimeout: 8000,
  enableKeepAlive: true,
  queueLimit: 200,
});

async function loadMerchants(day) {
  const [rows] = await pool.query(
    'SELECT id, iban, balance_cents FROM merchants WHERE payout_day = ? AND balance_cents > 0',
    [day]
  );
  return rows;
}

async function payOne(m, batchId) {
  const conn = await pool.getConnection();
  try {
    await conn.beginTransaction();
    const [res] = await conn.execute(
      'UPDATE merchants SET balance_cents = 0 WHERE id = ? AND balance_cents = ?',
      [m.id, m.balance_cents]
    );
    if (res.affectedRows !== 1) {
      throw new Error('balance moved under us');
    }
    await conn.execute(
      'INSERT INTO payouts (merchant_id, batch_id, cents, created) VALUES (?, ?, ?, ?)',
      [m.id, batchId, m.balance_cents, formatISO(new Date())]
    );
    await conn.commit();
    conn.release();
  } catch (e) {
    await conn.rollback();
    throw e;
  }
}

async function run(day) {
  const batchId = await ledger.openBatch(day);
  let paid = 0;
  let skipped = 0;
  for (const m of await loadMerchants(day)) {
    try {
      await payOne(m, batchId);
      paid++;
    } catch (e) {
      skipped++;
      console.warn(`merchant ${m.id} skipped: ${e.message}`);
    }
  }
  await ledger.closeBatch(batchId, { paid, skipped });
  console.log(`batch ${batchId}: ${paid} paid, ${skipped} skipped`);
}

module.exports = { run, end: () => pool.end() };
