'use strict';
// Cron job: pushes yesterday's orders to the ERP. undici pool, ten at a time.
const { Pool } = require('undici');
const fs = require('fs');
const readline = require('readline');

const PARALLEL = 10;

async function send(pool, order) {
  const { statusCode, body } = await pool.request({
    method: 'PUT',
    path: '/orders/' + encodeURIComponent(order.no),
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.ERP_TOKEN },
    body: JSON.stringify(order),
  });
  if (statusCode >= 400) {
    throw new Error(`order ${order.no}: ${statusCode} ${(await body.text()).slice(0, 200)}`);
  }
  await body.dump();
}

async function* orders(file) {
  const input = fs.createReadStream(file, 'utf8');
  try {
    for await (const line of readline.createInterface({ input })) {
      if (line.trim()) yield JSON.parse(line);
    }
  } finally {
    input.destroy();
  }
}

async function main(file) {
  const pool = new Pool(process.env.ERP_URL, {
    connections: PARALLEL,
    connect: { timeout: 5000 },
    headersTimeout: 20000,
    bodyTimeout: 20000,
    keepAliveTimeout: 10000,
  });
  const running = new Set();
  let failed = 0;
  try {
    for await (const order of orders(file)) {
      const job = send(pool, order)
        .catch((err) => {
          failed++;
          console.error(err.message);
        })
        .finally(() => running.delete(job));
      running.add(job);
      if (running.size >= PARALLEL) await Promise.race(running);
    }
    await Promise.all(running);
  } finally {
    await pool.close();
  }
  return failed;
}

main(process.argv[2]).then(
  (failed) => { process.exitCode = failed ? 1 : 0; },
  (err) => { console.error(err); process.exitCode = 2; },
);
