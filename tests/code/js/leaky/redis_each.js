const redis = require('redis');

async function bump(key) {
  const c = redis.createClient();
  await c.connect();
  const n = await c.incr(key);
  return n; // expect: close-wait-leak
}
