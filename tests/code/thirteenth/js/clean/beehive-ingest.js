'use strict';
const net = require('net');
const { store } = require('./store');

const IDLE_MS = 5 * 60 * 1000;
const MAX_LINE = 2048;

// Hive scales send "hive;grams;celsius\n" and expect one byte back for each line.
const server = net.createServer((hive) => {
  let buf = '';
  hive.setEncoding('ascii');
  hive.setNoDelay(true);
  hive.setTimeout(IDLE_MS);

  hive.on('data', (chunk) => {
    buf += chunk;
    let i;
    while ((i = buf.indexOf('\n')) !== -1) {
      const [id, grams, celsius] = buf.slice(0, i).split(';');
      buf = buf.slice(i + 1);
      store(id, Number(grams), Number(celsius));
      hive.write('+');
    }
    if (buf.length > MAX_LINE) hive.destroy(new Error('line too long'));
  });
  hive.on('timeout', () => {
    console.log('hive', hive.remoteAddress, 'silent, closing');
    hive.destroy();
  });
  hive.on('error', (e) => console.warn('hive', hive.remoteAddress, e.message));
});

server.on('error', (e) => {
  console.error(e);
  process.exitCode = 1;
});

server.listen(8612, () => console.log('listening for hives'));

process.on('SIGTERM', () => server.close());
