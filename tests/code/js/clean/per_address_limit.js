const net = require('net');
const LIMIT = 5;
const byIp = new Map();
net.createServer({ pauseOnConnect: true }, (s) => {
  const ip = s.remoteAddress;
  const n = byIp.get(ip) ?? 0;
  if (n >= LIMIT) {
    s.destroy();
    return;
  }
  byIp.set(ip, n + 1);
  s.on('close', () => {
    const left = byIp.get(ip) - 1;
    if (left > 0) byIp.set(ip, left);
    else byIp.delete(ip);
  });
  s.on('error', () => {});
  s.setTimeout(60000, () => s.end());
  s.on('data', (d) => { if (!s.write(d)) { s.pause(); s.once('drain', () => s.resume()); } });
  s.resume();
}).listen(7);
