import mysql from 'mysql2/promise';

const FEED = 'https://rates.centralbank.example/daily.csv';

const pool = mysql.createPool({
  host: process.env.DB_HOST,
  user: 'rates',
  database: 'treasury',
  connectionLimit: 5,
  idleTimeout: 60_000,
  enableKeepAlive: true,
  connectTimeout: 5_000,
});

async function download(day: string): Promise<string | undefined> {
  const res = await fetch(`${FEED}?day=${day}`, { signal: AbortSignal.timeout(12_000) });
  if (res.status === 204 || res.status === 404) {
    await res.body?.cancel();
    return undefined;            // bank holiday
  }
  if (!res.ok) {
    await res.body?.cancel();
    throw new Error(`rate feed: HTTP ${res.status}`);
  }
  return res.text();
}

function parse(csv: string): Array<[string, number]> {
  return csv
    .split('\n')
    .slice(1)
    .map((l) => l.split(','))
    .filter((c) => c.length >= 2 && Number(c[1]) > 0)
    .map((c) => [c[0].trim(), Number(c[1])]);
}

async function save(day: string, rates: Array<[string, number]>): Promise<void> {
  const conn = await pool.getConnection();
  try {
    await conn.beginTransaction();
    await conn.query('DELETE FROM fx_rate WHERE day = ?', [day]);
    await conn.query('INSERT INTO fx_rate (day, ccy, rate) VALUES ?', [
      rates.map(([ccy, r]) => [day, ccy, r]),
    ]);
    await conn.commit();
  } catch (e) {
    await conn.rollback().catch(() => conn.destroy());
    throw e;
  } finally {
    conn.release();
  }
}

async function run(day: string): Promise<void> {
  const csv = await download(day);
  if (csv === undefined) {
    console.log(`${day}: no rates published`);
    return;
  }
  const rates = parse(csv);
  if (rates.length === 0) throw new Error(`${day}: empty rate table`);
  await save(day, rates);
  console.log(`${day}: ${rates.length} rates`);
}

run(process.argv[2] ?? new Date().toISOString().slice(0, 10))
  .catch((e: Error) => {
    console.error(e.message);
    process.exitCode = 1;
  })
  .finally(() => pool.end());
