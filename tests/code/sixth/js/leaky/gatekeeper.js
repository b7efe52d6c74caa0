'use strict';
const net = require('net');
const { serve } = require('./desk');

const PER_ADDRESS = 8;
const open = new Map();

const count = (ip, by) => {
  const n = (open.get(ip) || 0) + by;
  if (n > 0) open.set(ip, n);
  else open.delete(ip);
  return n;
};

/**
 * Booking desk protocol, text over TCP. Terminals send their request line at once
 * and read the answer until we close.
 */
const server = net.createServer({ noDelay: true, pauseOnConnect: true }, (sock) => {
  const ip = sock.remoteAddress;
  sock.on('error', (e) => console.error('terminal %s: %s', ip, e.code));

  if (count(ip, 1) > PER_ADDRESS) {
    count(ip, -1);
    sock.write('BUSY try again in a minute\r\n', () => sock.resetAndDestroy());
    return;
  }
  sock.setTimeout(30000, () => sock.destroy());
  sock.once('close', () => count(ip, -1));
  sock.resume();
  serve(sock);
});

server.on('error', (e) => {
  console.error('desk: %s', e.message);
  process.exit(1);
});
server.listen(5120, '0.0.0.0', 1024);

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  setTimeout(() => process.exit(0), 10000).unref();
});
