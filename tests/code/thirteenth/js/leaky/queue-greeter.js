'use strict';
const net = require('net');

const MAX = 400;
let live = 0;

const server = net.createServer((sock) => {
  sock.on('error', () => {});
  if (live >= MAX) {
    sock.write('-ERR too many borrowers, come back later\r\n', () => sock.resetAndDestroy());
    return;
  }
  live++;
  sock.setTimeout(120000, () => sock.destroy());
  sock.on('close', () => live--);
  let rest = '';
  sock.setEncoding('utf8');
  sock.on('data', (d) => {
    rest += d;
    if (rest.length > 4096) return sock.destroy();
    let nl;
    while ((nl = rest.indexOf('\n')) >= 0) {
      const line = rest.slice(0, nl).trim();
      rest = rest.slice(nl + 1);
      sock.write(answer(line) + '\r\n');
    }
  });
});

// branch libraries ask for the shelf of a book by its signature
const shelves = new Map(require('./shelves.json'));
function answer(line) {
  const [verb, sig] = line.split(' ', 2);
  if (verb !== 'WHERE') return '-ERR verb';
  return shelves.has(sig) ? `+OK ${shelves.get(sig)}` : '-ERR unknown signature';
}

server.listen({ port: 6110, backlog: 1024 });
