'use strict';

// Bridge between the truck scales (raw TCP, CR terminated) and the yard database.
const net = require('net');
const { saveWeighing } = require('./yard-db');

const PORT = Number(process.env.SCALE_PORT || 4001);

const server = net.createServer({ allowHalfOpen: true }, (sock) => {
  const who = `${sock.remoteAddress}:${sock.remotePort}`;
  let rest = '';

  sock.setEncoding('ascii');
  sock.setKeepAlive(true, 60000);

  sock.on('data', (chunk) => {
    rest += chunk;
    let i;
    while ((i = rest.indexOf('\r')) >= 0) {
      const rec = rest.slice(0, i);
      rest = rest.slice(i + 1);
      saveWeighing(who, rec).catch((e) => console.error('save', who, e.message));
    }
  });

  sock.on('end', () => {
    if (rest.length) console.warn(`${who}: ${rest.length} chars without CR dropped`);
    rest = '';
    console.log(`${who} finished`);
  });

  sock.on('error', (e) => console.warn(`${who}: ${e.code}`));
});

server.on('error', (e) => {
  console.error('listen', e);
  process.exit(1);
});

server.listen(PORT, () => console.log(`scale bridge on ${PORT}`));
