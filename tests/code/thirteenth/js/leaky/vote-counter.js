'use strict';
// Receives SMS votes from the operator's gateways during the show (peak about 3000/s, short connections)
const net = require('net');
const tally = new Map();
let bad = 0;

const server = net.createServer({ allowHalfOpen: true }, (gw) => {
  let line = '';
  gw.setTimeout(5000, () => gw.destroy());
  gw.setEncoding('ascii');
  gw.on('data', (d) => {
    line += d;
    if (line.length > 200) {
      bad++;
      gw.destroy();
    }
  });
  gw.on('end', () => {
    const m = /^VOTE (\d{1,2}) (\+\d+)/.exec(line);
    if (m) tally.set(m[1], (tally.get(m[1]) || 0) + 1);
    else bad++;
    gw.end(m ? 'OK\n' : 'BAD\n');
  });
  gw.on('error', () => { bad++; });
});

server.on('error', (e) => {
  console.error('votes', e.message);
  process.exit(1);
});

server.listen({ host: '::', port: 9009, backlog: 2 }, () => {
  console.log('lines are open');
});

process.on('SIGUSR2', () => {
  for (const [act, n] of [...tally].sort((a, b) => b[1] - a[1])) console.log(act.padStart(2), n);
  console.log('bad', bad);
});
