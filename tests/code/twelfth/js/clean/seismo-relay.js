'use strict';
const net = require('node:net');

// One digitizer, many observatories. Slow observatories lose their place
// in the fan-out rather than make us buffer the whole night.

const UP_HOST = process.argv[2] || 'digitizer.vault';
const UP_PORT = 18000;
const HIGH = 4 << 20;

const watchers = new Set();
let retry = 1000;

function broadcast(block) {
  for (const w of watchers) {
    if (w.writableLength > HIGH) {
      console.warn(`${w.label} is ${w.writableLength} bytes behind, dropped`);
      w.destroy();
      continue;
    }
    w.write(block);
  }
}

function openUpstream() {
  const up = net.connect(UP_PORT, UP_HOST);
  up.setKeepAlive(true, 10_000);
  up.setTimeout(30_000);
  up.on('connect', () => {
    retry = 1000;
    console.log('digitizer connected');
  });
  up.on('data', broadcast);
  up.on('timeout', () => up.destroy(new Error('no samples for 30 s')));
  up.on('error', (e) => console.error('digitizer:', e.message));
  up.on('close', () => {
    setTimeout(openUpstream, retry);
    retry = Math.min(retry * 2, 60_000);
  });
}

const server = net.createServer((w) => {
  w.label = `${w.remoteAddress}:${w.remotePort}`;
  w.setKeepAlive(true, 30_000);
  w.resume();                       // observatories have nothing to say
  w.on('error', (e) => console.log(`${w.label}: ${e.code}`));
  w.on('close', () => {
    watchers.delete(w);
    console.log(`${w.label} left, ${watchers.size} watching`);
  });
  watchers.add(w);
});

server.maxConnections = 64;
server.on('error', (e) => { console.error(e); process.exit(1); });
server.listen(18001, openUpstream);
