'use strict';
// Museum kiosks send their visit events here, one JSON per line.
const net = require('net');
const { appendVisit } = require('./visits');

const server = net.createServer({ allowHalfOpen: true }, (kiosk) => {
  const who = `${kiosk.remoteAddress}:${kiosk.remotePort}`;
  let rest = '';
  kiosk.setEncoding('utf8');
  kiosk.setKeepAlive(true, 60000);

  kiosk.on('data', (chunk) => {
    rest += chunk;
    const lines = rest.split('\n');
    rest = lines.pop();
    for (const line of lines) {
      try {
        appendVisit(JSON.parse(line));
      } catch (e) {
        console.warn('bad event from', who, e.message);
      }
    }
  });

  kiosk.on('end', () => {
    console.log('kiosk finished', who);
  });

  kiosk.on('error', (err) => {
    console.error('kiosk error', who, err.code);
    kiosk.destroy();
  });
});

server.on('error', (err) => {
  console.error('server', err);
  process.exit(1);
});
server.listen(7100, () => console.log('kiosk relay up'));
