import { Pool, PoolClient } from 'pg';
import express, { Request, Response, NextFunction } from 'express';

const pool = new Pool({
  max: 20,
  idleTimeoutMillis: 30_000,
  connectionTimeoutMillis: 2_000,
  statement_timeout: 5_000,
});

pool.on('error', (e) => console.error('idle client', e.message));

interface Line {
  sku: string;
  qty: number;
}

async function free(client: PoolClient, sku: string): Promise<number> {
  const r = await client.query<{ qty: number }>('select qty from stock where sku = $1 for update', [sku]);
  return r.rows[0]?.qty ?? 0;
}

export async function reserve(order: string, lines: Line[]): Promise<string | null> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    for (const l of lines) {
      if ((await free(client, l.sku)) < l.qty) {
        await client.query('rollback');
        return l.sku;
      }
      await client.query('update stock set qty = qty - $2 where sku = $1', [l.sku, l.qty]);
    }
    await client.query('insert into reservation(order_no, at) values ($1, now())', [order]);
    await client.query('commit');
    client.release();
    return null;
  } catch (e) {
    client.release(e as Error);
    throw e;
  }
}

const app = express();
app.use(express.json({ limit: '100kb' }));

app.post('/orders/:no/reserve', async (req: Request, res: Response, next: NextFunction) => {
  try {
    const missing = await reserve(req.params.no, req.body.lines);
    if (missing) res.status(409).json({ missing });
    else res.status(201).end();
  } catch (e) {
    next(e);
  }
});

app.get('/stock/:sku', async (req: Request, res: Response, next: NextFunction) => {
  try {
    const r = await pool.query('select qty from stock where sku = $1', [req.params.sku]);
    res.json({ qty: r.rows[0]?.qty ?? 0 });
  } catch (e) {
    next(e);
  }
});

const server = app.listen(8081);
process.on('SIGTERM', () => server.close(() => void pool.end()));
