'use strict';

const net = require('net');
const { createWriteStream } = require('fs');

// carbon-style line receiver in front of the archive; agents half-close when they have sent their minute
// and want to see the count of lines taken.
const archive = createWriteStream('/var/lib/metrics/today.log', { flags: 'a' });

const server = net.createServer({ allowHalfOpen: true }, (sock) => {
  let rest = '';
  let lines = 0;

  sock.setEncoding('utf8');
  sock.setKeepAlive(true, 60000);

  sock.on('data', (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop();
    lines += parts.length;
    if (parts.length && !archive.write(parts.join('\n') + '\n')) {
      sock.pause();
      archive.once('drain', () => sock.resume());
    }
  });

  sock.on('end', () => {
    if (rest) {
      archive.write(rest + '\n');
      lines++;
    }
    sock.write(`OK ${lines}\n`);
  });

  sock.on('error', (err) => {
    console.error('agent %s: %s', sock.remoteAddress, err.message);
  });
});

server.on('error', (err) => {
  console.error(err);
  process.exit(1);
});

server.listen(2003, () => console.log('relay is up'));
