// usage: node geocode_addresses.js < addresses.ndjson > located.ndjson
const https = require('https');
const readline = require('readline');

const agent = new https.Agent({ keepAlive: true, maxSockets: 4, keepAliveMsecs: 5000 });

const ask = (q) => new Promise((resolve, reject) => {
  const req = https.get({
    agent,
    hostname: 'geo.cityworks.example',
    path: '/search?limit=1&q=' + encodeURIComponent(q),
    timeout: 7000,
  }, (res) => {
    if (res.statusCode === 204) {
      res.resume();
      res.on('end', () => resolve(null));
      return;
    }
    let s = '';
    res.setEncoding('utf8');
    res.on('data', (d) => { s += d; });
    res.on('error', reject);
    res.on('end', () => {
      if (res.statusCode !== 200) return reject(new Error('geo ' + res.statusCode));
      try { resolve(JSON.parse(s)[0] || null); } catch (e) { reject(e); }
    });
  });
  req.on('timeout', () => req.destroy(new Error('geo timeout')));
  req.on('error', reject);
});

(async () => {
  const rl = readline.createInterface({ input: process.stdin });
  let n = 0;
  for await (const line of rl) {
    if (!line.trim()) continue;
    const rec = JSON.parse(line);
    try {
      const hit = await ask(`${rec.street} ${rec.no}, ${rec.zip} ${rec.city}`);
      if (hit) { rec.lat = hit.lat; rec.lon = hit.lon; }
    } catch (e) {
      rec.geoError = e.message;
    }
    process.stdout.write(JSON.stringify(rec) + '\n');
    if (++n % 1000 === 0) console.error(n, 'done');
  }
  agent.destroy();
})();
