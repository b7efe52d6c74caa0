const http = require('http');

const agent = new http.Agent({ keepAlive: false, maxSockets: 50 });

function get(host, path) {
  return new Promise((resolve, reject) => {
    const req = http.get({ host, path, agent, timeout: 2000 }, (res) => {
      const parts = [];
      res.on('data', (d) => parts.push(d));
      res.on('end', () => resolve({ status: res.statusCode, body: Buffer.concat(parts) }));
      res.on('error', reject);
    });
    req.on('timeout', () => req.destroy(new Error('timeout')));
    req.on('error', reject);
  });
}

async function poll(gateway, points, emit) {
  for (;;) {
    const started = Date.now();
    for (const p of points) {
      try {
        const { status, body } = await get(gateway, `/point/${p}`);
        if (status === 200) emit(p, JSON.parse(body));
      } catch (err) {
        console.error(`${gateway} ${p}: ${err.message}`);
      }
    }
    await new Promise((r) => setTimeout(r, Math.max(0, 1000 - (Date.now() - started))));
  }
}

module.exports = { poll };
