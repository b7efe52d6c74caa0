const http = require('http');
const Redis = require('ioredis');

// One subscriber connection for the whole process; browsers hang on it.
const sub = new Redis(process.env.REDIS_URL, { connectTimeout: 5000, keepAlive: 30000 });
const readers = new Map(); // topic -> Set of responses

sub.on('error', (e) => console.error('redis', e.message));
sub.on('message', (topic, text) => {
  const set = readers.get(topic);
  if (!set) return;
  for (const res of set) {
    if (res.writableLength > 1 << 20) res.destroy();
    else res.write(`data: ${text}\n\n`);
  }
});

function join(topic, res) {
  let set = readers.get(topic);
  if (!set) {
    set = new Set();
    readers.set(topic, set);
    sub.subscribe(topic).catch((e) => console.error('subscribe', topic, e.message));
  }
  set.add(res);
}

function part(topic, res) {
  const set = readers.get(topic);
  if (!set || !set.delete(res)) return;
  if (set.size === 0) {
    readers.delete(topic);
    sub.unsubscribe(topic).catch(() => {});
  }
}

const server = http.createServer((req, res) => {
  const m = /^\/ticker\/([a-z]{2,20})$/.exec(req.url);
  if (!m || req.method !== 'GET') {
    req.resume();
    res.writeHead(404).end();
    return;
  }
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  const beat = setInterval(() => res.write(':\n\n'), 15000);
  join(m[1], res);
  res.on('error', () => res.destroy());
  res.on('close', () => {
    clearInterval(beat);
    part(m[1], res);
  });
});

server.listen(8181);

process.on('SIGTERM', () => {
  server.close(() => sub.quit().finally(() => process.exit(0)));
  for (const set of readers.values()) for (const res of set) res.end();
});
