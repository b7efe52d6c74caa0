'use strict';
// Collects readings from the pressure gauges in hall 3. A gauge sends its lines,
// waits for the summary and goes to sleep again.
const net = require('net');

const totals = new Map();

function book(line) {
  const [gauge, value] = line.split(';');
  if (!gauge || Number.isNaN(Number(value))) return false;
  totals.set(gauge, (totals.get(gauge) || 0) + Number(value));
  return true;
}

const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (sock) => {
  let rest = '';
  let good = 0;
  sock.setEncoding('latin1');
  sock.setKeepAlive(true, 60000);

  sock.on('data', (chunk) => {
    rest += chunk;
    const lines = rest.split('\n');
    rest = lines.pop();
    for (const l of lines) if (book(l.trim())) good++;
    if (rest.length > 4096) sock.destroy();
  });

  sock.on('end', () => {
    sock.write(`STORED ${good}\n`);
  });

  sock.on('error', (e) => {
    console.error('gauge %s: %s', sock.remoteAddress, e.message);
  });
});

server.on('error', (e) => {
  console.error(e);
  process.exit(1);
});

server.listen(7070, () => console.log('gauges may call'));

setInterval(() => {
  for (const [g, v] of totals) console.log(g, v);
}, 60000).unref();
