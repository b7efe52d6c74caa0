'use strict';
const http = require('http');

const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 10, timeout: 30000 });

function status(options) {
  return new Promise((resolve, reject) => {
    const req = http.request({ ...options, agent }, (res) => {
      res.resume();
      res.once('end', () => resolve(res.statusCode));
      res.once('error', reject);
    });
    req.setTimeout(4000, () => req.destroy(new Error('timeout')));
    req.once('error', reject);
    req.end();
  });
}

async function body(options, limit = 1 << 20) {
  const res = await new Promise((resolve, reject) => {
    http.get({ ...options, agent }, resolve).once('error', reject);
  });
  if (res.statusCode !== 200) {
    res.destroy();
    throw new Error(`status ${res.statusCode}`);
  }
  const parts = [];
  let n = 0;
  for await (const d of res) {
    n += d.length;
    if (n > limit) throw new Error('too large');
    parts.push(d);
  }
  return Buffer.concat(parts);
}

module.exports = { body, status };
