import http from 'node:http';
import https from 'node:https';

const agent = new https.Agent({ keepAlive: true, maxSockets: 25, maxFreeSockets: 5, timeout: 60_000 });
const cache = new Map();

function fetchForecast(city, signal) {
  return new Promise((resolve, reject) => {
    const req = https.get(
      `https://api.weather.example/v3/${encodeURIComponent(city)}`,
      { agent, signal, headers: { accept: 'application/json' } },
      (res) => {
        if (res.statusCode >= 300) {
          res.resume(); // gives the socket back to the agent
          reject(Object.assign(new Error(`upstream ${res.statusCode}`), { status: res.statusCode }));
          return;
        }
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (t) => {
          text += t;
          if (text.length > 200_000) res.destroy(new Error('too much'));
        });
        res.on('end', () => resolve(text));
        res.on('error', reject);
      },
    );
    req.setTimeout(5_000, () => req.destroy(new Error('upstream timeout')));
    req.on('error', reject);
  });
}

const server = http.createServer(async (req, res) => {
  const city = new URL(req.url, 'http://x').pathname.slice(1);
  req.resume();
  if (!city || city.length > 60) {
    res.writeHead(400).end();
    return;
  }
  const hit = cache.get(city);
  if (hit && hit.until > Date.now()) {
    res.writeHead(200, { 'content-type': 'application/json', 'x-cache': 'hit' }).end(hit.text);
    return;
  }
  const abort = new AbortController();
  res.on('close', () => abort.abort());
  try {
    const text = await fetchForecast(city, abort.signal);
    if (cache.size > 3000) cache.clear();
    cache.set(city, { text, until: Date.now() + 300_000 });
    res.writeHead(200, { 'content-type': 'application/json' }).end(text);
  } catch (e) {
    if (res.destroyed) return;
    res.writeHead(e.status === 404 ? 404 : 502).end(e.message);
  }
});

server.keepAliveTimeout = 30_000;
server.headersTimeout = 35_000;
server.listen(8088);
