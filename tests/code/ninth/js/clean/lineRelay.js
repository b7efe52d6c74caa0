'use strict';

const net = require('net');
const { createWriteStream } = require('fs');

const out = createWriteStream('/var/log/remote/all.log', { flags: 'a' });
let open = 0;

const server = net.createServer({ allowHalfOpen: true }, (sock) => {
  let rest = '';
  let n = 0;
  open++;
  sock.setEncoding('utf8');
  sock.setTimeout(300000);

  const onDrain = () => sock.resume();

  sock.on('data', (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop();
    n += parts.length;
    if (parts.length && !out.write(parts.join('\n') + '\n')) {
      sock.pause();
      out.once('drain', onDrain);
    }
  });

  // the sender half-closes and waits for the count, so we answer and finish our side too
  sock.on('end', () => {
    if (rest) {
      out.write(rest + '\n');
      n++;
    }
    sock.end(`OK ${n}\n`);
  });

  sock.on('timeout', () => {
    console.error('%s idle for five minutes', sock.remoteAddress);
    sock.destroy();
  });

  sock.on('error', (err) => console.error('sender %s: %s', sock.remoteAddress, err.code));

  sock.on('close', () => {
    open--;
    out.removeListener('drain', onDrain);
  });
});

server.listen(1514, () => console.log('relay is up'));
setInterval(() => console.log('%d senders', open), 60000).unref();
