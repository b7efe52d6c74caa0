'use strict';
const net = require('net');
const cards = require('./cards');

// Half-open is wanted: some controllers shut their side right after the card number.
const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (c) => {
  let buf = '';
  c.setTimeout(10000);
  c.on('timeout', () => c.destroy());
  c.on('error', (e) => {
    console.warn('turnstile', c.remoteAddress, e.code);
    c.destroy();
  });
  c.on('data', (d) => {
    buf += d.toString('ascii');
    if (buf.length > 64) {
      c.destroy();
    }
  });
  c.on('end', async () => {
    try {
      const ok = await cards.valid(buf.trim());
      c.end(ok ? 'GO\n' : 'NO\n');
    } catch (e) {
      console.error('card db', e.message);
      c.destroy();
    }
  });
});

server.listen(5600, () => console.log('turnstiles on 5600'));

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
});
