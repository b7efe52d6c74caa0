import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Pool } from 'pg';
import QueryStream from 'pg-query-stream';

const pool = new Pool({ max: 8, connectionTimeoutMillis: 2000, idleTimeoutMillis: 15_000 });
pool.on('error', (e) => console.error('pg', e.message));

const toCsv = (): Transform =>
  new Transform({
    writableObjectMode: true,
    transform(row: { day: string; cents: string; text: string }, _enc, cb) {
      cb(null, `${row.day};${row.cents};"${row.text.replace(/"/g, '""')}"\n`);
    },
  });

async function statement(account: string, res: ServerResponse): Promise<void> {
  const client = await pool.connect();
  const rows: Readable = client.query(
    new QueryStream('SELECT day, cents, text FROM postings WHERE account = $1 ORDER BY day', [account], { batchSize: 500 }),
  );
  try {
    res.writeHead(200, { 'content-type': 'text/csv' });
    await pipeline(rows, toCsv(), res);
  } finally {
    rows.destroy();
    client.release();
  }
}

async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const m = /^\/accounts\/([A-Z]{2}\d{4,30})\/statement$/.exec(req.url ?? '');
  if (req.method !== 'GET' || !m) {
    res.writeHead(404).end();
    return;
  }
  await statement(m[1], res);
}

const server = createServer((req, res) => {
  handle(req, res).catch((e) => {
    console.error('statement', e);
    if (res.headersSent) res.destroy();
    else res.writeHead(500).end();
  });
});
server.keepAliveTimeout = 30_000;
server.listen(8088);
