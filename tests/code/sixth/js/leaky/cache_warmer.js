const { createClient } = require('redis');
const pLimit = require('p-limit');

const REDIS = process.env.REDIS_URL || 'redis://cache:6379';

async function withRedis(fn) {
  const c = createClient({ url: REDIS, socket: { connectTimeout: 2000, reconnectStrategy: false } });
  c.on('error', (e) => console.error('redis', e.message));
  await c.connect();
  try {
    return await fn(c);
  } finally {
    await c.disconnect();
  }
}

async function warm(product) {
  const key = `product:${product.id}`;
  const page = JSON.stringify({ ...product, renderedAt: Date.now() });
  await withRedis((c) => c.set(key, page, { EX: 3600 }));
}

/** After a deploy the cache is empty; some 80,000 products. */
async function main(catalog) {
  const limit = pLimit(8);
  let n = 0;
  const jobs = [];
  for await (const product of catalog) {
    jobs.push(
      limit(async () => {
        await warm(product);
        if (++n % 1000 === 0) console.log('%d warmed', n);
      }),
    );
  }
  const res = await Promise.allSettled(jobs);
  const bad = res.filter((r) => r.status === 'rejected');
  if (bad.length) console.error('%d not warmed, first: %s', bad.length, bad[0].reason);
}

module.exports = { main, warm };
