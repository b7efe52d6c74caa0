'use strict';
/* Old cash registers half-close after the journal and wait for the receipt numbers, so both
 * directions are ended one by one. */
const net = require('net');

const UP = { host: process.env.JOURNAL_HOST || '10.4.0.9', port: 9310 };
const IDLE = 3 * 60 * 1000;
const live = new Set();

function link(a, b, name) {
  a.pipe(b); // ends b when a ends; the other way keeps going
  a.on('error', (e) => {
    console.warn(`[${name}] ${e.code || e.message}`);
    b.destroy();
  });
  a.on('timeout', () => {
    console.warn(`[${name}] idle`);
    a.destroy();
  });
  a.on('close', () => {
    // when 'a' was torn down before its end was passed on, the far side has to go as well
    if (!a.readableEnded || !a.writableFinished) b.destroy();
    live.delete(a);
  });
  a.setTimeout(IDLE);
  a.setKeepAlive(true, 45000);
  a.setNoDelay(true);
  live.add(a);
}

const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (register) => {
  const journal = net.connect({ ...UP, allowHalfOpen: true });
  const giveUp = setTimeout(() => journal.destroy(new Error('connect timeout')), 5000);
  journal.once('connect', () => clearTimeout(giveUp));
  journal.once('close', () => clearTimeout(giveUp));
  link(register, journal, `reg ${register.remoteAddress}`);
  link(journal, register, 'journal');
  register.resume();
});

server.on('error', (e) => {
  console.error('bridge:', e.message);
  process.exitCode = 1;
});
server.listen({ port: 9311, backlog: 511 });

process.on('SIGTERM', () => {
  server.close();
  const hard = setTimeout(() => live.forEach((s) => s.destroy()), 20000);
  hard.unref();
});
