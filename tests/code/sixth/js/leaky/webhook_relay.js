'use strict';
const https = require('https');
const { URL } = require('url');

const agent = new https.Agent({ keepAlive: true, maxSockets: 20, keepAliveMsecs: 5000, timeout: 45000 });

/** Delivers one event to a customer's endpoint. */
function deliver(hook, event) {
  return new Promise((resolve, reject) => {
    const body = Buffer.from(JSON.stringify(event));
    const req = https.request(
      new URL(hook.url),
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          'x-signature': hook.sign(body),
        },
      },
      (res) => {
        if (res.statusCode >= 500) {
          clearTimeout(late);
          reject(new Error(`${hook.id}: ${res.statusCode}`));
          return;
        }
        const parts = [];
        res.on('data', (p) => parts.push(p));
        res.on('end', () => {
          clearTimeout(late);
          resolve({ status: res.statusCode, text: Buffer.concat(parts).toString() });
        });
        res.on('error', reject);
      },
    );
    const late = setTimeout(() => req.destroy(new Error(`${hook.id}: late`)), 15000);
    req.once('error', (e) => {
      clearTimeout(late);
      reject(e);
    });
    req.end(body);
  });
}

async function drain(queue, hooks) {
  for (;;) {
    const ev = await queue.take();
    const due = hooks.filter((h) => h.topics.includes(ev.topic));
    const results = await Promise.allSettled(due.map((h) => deliver(h, ev)));
    results.forEach((r, i) => {
      if (r.status === 'rejected') queue.retryLater(ev, due[i].id, r.reason.message);
    });
  }
}

module.exports = { deliver, drain };
