const express = require('express');
const { Client } = require('pg');

const app = express();

app.get('/stock/:sku', async (req, res, next) => {
  const db = new Client({ connectionTimeoutMillis: 2000, query_timeout: 3000 }); // expect: connection-churn
  try {
    await db.connect();
    const { rows } = await db.query('select qty from stock where sku = $1', [req.params.sku]);
    res.json(rows[0] ?? null);
  } catch (e) {
    next(e);
  } finally {
    await db.end().catch(() => undefined);
  }
});

app.listen(8080);
