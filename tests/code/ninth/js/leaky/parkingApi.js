import express from 'express';
import pg from 'pg';

const app = express();
app.use(express.json({ limit: '16kb' }));

const settings = {
  host: process.env.PGHOST,
  database: 'parking',
  connectionTimeoutMillis: 3000,
  query_timeout: 5000,
};

// the barriers of 40 car parks ask here, about 300 requests a second at noon
app.get('/lots/:lot/free', async (req, res) => {
  const db = new pg.Client(settings);
  try {
    await db.connect();
    const r = await db.query('SELECT capacity - occupied AS free FROM lots WHERE code = $1', [req.params.lot]);
    if (r.rowCount === 0) {
      res.status(404).json({ error: 'no such lot' });
      return;
    }
    res.json({ free: Math.max(0, r.rows[0].free) });
  } catch (e) {
    console.error('free:', e.message);
    res.status(503).json({ error: 'try again' });
  } finally {
    await db.end().catch(() => {});
  }
});

app.use((req, res) => res.sendStatus(404));

const server = app.listen(3000, () => console.log('parking api on 3000'));
server.keepAliveTimeout = 65_000;

process.once('SIGTERM', () => server.close());
