const express = require('express');
const { Pool } = require('pg');

const app = express();
const db = new Pool({ max: 10, connectionTimeoutMillis: 2000, idleTimeoutMillis: 30000 });

app.get('/stock/:sku', async (req, res, next) => {
  let c;
  try {
    c = await db.connect();
    const { rows } = await c.query('select qty from stock where sku = $1', [req.params.sku]);
    res.json(rows[0] ?? null);
  } catch (e) {
    next(e);
  } finally {
    if (c) c.release();
  }
});

app.listen(8080);
