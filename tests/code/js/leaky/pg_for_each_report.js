const express = require('express');
const { Client } = require('pg');
const app = express();
app.get('/report/:id', async (req, res) => {
  const db = new Client({ connectionString: process.env.PG }); // expect: connection-churn
  await db.connect();
  try {
    const { rows } = await db.query('SELECT * FROM report WHERE id = $1', [req.params.id]);
    res.json(rows[0] ?? null);
  } finally {
    await db.end();
  }
});
app.listen(3001);
