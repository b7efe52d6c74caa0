import net from 'node:net';
import { createWriteStream } from 'node:fs';

// Collects click events of the web shops (newline JSON) into hourly files.

const HIGH_WATER = 20_000;
const queue = [];
const sources = new Set();

function fileName(t = new Date()) {
  return `/data/clicks/${t.toISOString().slice(0, 13)}.ndjson`;
}

let out = createWriteStream(fileName(), { flags: 'a' });
setInterval(() => {
  const name = fileName();
  if (out.path !== name) {
    out.end();
    out = createWriteStream(name, { flags: 'a' });
  }
}, 1000);

let busy = false;
async function store() {
  if (busy) return;
  busy = true;
  while (queue.length) {
    const batch = queue.splice(0, 500).join('\n') + '\n';
    if (!out.write(batch)) await new Promise((go) => out.once('drain', go));
  }
  busy = false;
}

const server = net.createServer({ keepAlive: true }, (sock) => {
  let rest = '';
  sources.add(sock);
  sock.setEncoding('utf8');
  sock.setTimeout(300_000, () => {
    if (!sock.isPaused()) sock.destroy();
  });
  sock.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const l of lines) if (l) queue.push(l);
    if (queue.length > HIGH_WATER) {
      console.warn('disk is behind, holding %s', sock.remoteAddress);
      sock.pause();
    }
    store();
  });
  sock.on('error', (e) => console.warn(sock.remoteAddress, e.code));
  sock.on('close', () => sources.delete(sock));
});

server.listen(6514, () => console.log('clickstream up'));

process.on('SIGTERM', () => {
  server.close();
  for (const s of sources) s.destroy();
  store().then(() => out.end(() => process.exit(0)));
});
