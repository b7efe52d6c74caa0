'use strict';
const net = require('net');
const { once } = require('events');
const { pipeline } = require('stream/promises');
const fs = require('fs');
const path = require('path');

const SPOOL = process.env.SPOOL_DIR || '/var/spool/labels';
const WORKERS = 3;
const BACKLOG = 50;

const waiting = [];
const idle = [];

// Label jobs are raw ZPL, sent and then half-closed by the warehouse handhelds.
// Sockets come in paused; a worker starts reading when it has time for the job.
const server = net.createServer({ pauseOnConnect: true, allowHalfOpen: true }, (job) => {
  job.on('error', (e) => console.error('job socket', e.code));
  if (waiting.length >= BACKLOG) {
    console.warn(`spooler busy, ${waiting.length} jobs ahead of ${job.remoteAddress}`);
    return;
  }
  waiting.push(job);
  const wake = idle.shift();
  if (wake) wake();
});

async function nextJob() {
  while (waiting.length === 0) {
    await new Promise((r) => idle.push(r));
  }
  return waiting.shift();
}

async function worker(n) {
  for (let i = 0; ; i++) {
    const job = await nextJob();
    const file = path.join(SPOOL, `${process.pid}-${n}-${i}.zpl`);
    try {
      job.setTimeout(30000, () => job.destroy(new Error('handheld stalled')));
      await pipeline(job, fs.createWriteStream(file), { end: true });
      if (!job.destroyed) {
        job.end('OK\n');
        await once(job, 'close');
      }
      fs.renameSync(file, file.replace(/\.zpl$/, '.ready'));
    } catch (e) {
      console.error(`worker ${n}: ${e.message}`);
      fs.rmSync(file, { force: true });
    } finally {
      job.destroy();
    }
  }
}

for (let n = 0; n < WORKERS; n++) worker(n);
server.listen(9100, () => console.log('label spooler up'));
