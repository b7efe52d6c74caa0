'use strict';
const net = require('net');
const { pipeline } = require('stream');

const BACKENDS = (process.env.BACKENDS || 'dc1:389,dc2:389').split(',').map((b) => {
  const [host, port] = b.split(':');
  return { host, port: +port, downUntil: 0 };
});
let turn = 0;

function choose() {
  const now = Date.now();
  for (let i = 0; i < BACKENDS.length; i++) {
    const b = BACKENDS[turn++ % BACKENDS.length];
    if (b.downUntil <= now) return b;
  }
  return BACKENDS[turn++ % BACKENDS.length];
}

function attach(client, tries) {
  const b = choose();
  const up = net.connect({ host: b.host, port: b.port, noDelay: true, allowHalfOpen: true });
  const clientGone = () => up.destroy();
  client.once('close', clientGone);
  up.setTimeout(3000, () => up.destroy(new Error('connect timeout')));

  const failed = (err) => {
    client.off('close', clientGone);
    b.downUntil = Date.now() + 10000;
    console.warn('%s:%d %s', b.host, b.port, err.message);
    if (tries > 1 && !client.destroyed) attach(client, tries - 1);
    else client.destroy();
  };
  up.once('error', failed);
  up.once('connect', () => {
    up.off('error', failed);
    client.off('close', clientGone);
    up.setTimeout(0);
    up.setKeepAlive(true, 30000);
    let pending = 2;
    const over = (err) => {
      if (err) {
        client.destroy();
        up.destroy();
      } else if (--pending === 0) {
        client.end();
      }
    };
    // pipeline ends the other side at EOF and destroys both on errors
    pipeline(client, up, over);
    pipeline(up, client, over);
  });
}

const server = net.createServer(
  { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30000 },
  (client) => {
    client.on('error', () => {});
    client.setTimeout(600000, () => client.destroy());
    attach(client, BACKENDS.length);
  }
);
server.listen(389, () => console.log('ldapgate up'));
