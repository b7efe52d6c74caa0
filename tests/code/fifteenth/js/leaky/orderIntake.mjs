import net from 'node:net';
import { Worker } from 'node:worker_threads';
import { EventEmitter, once } from 'node:events';

const MAX_WAITING = 200;
const waiting = [];
const wake = new EventEmitter();

// Sockets stay paused until a processing slot takes them over.
const intake = net.createServer({ pauseOnConnect: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  if (waiting.length >= MAX_WAITING) {
    console.warn('intake full, order from %s skipped', socket.remoteAddress);
    return;
  }
  waiting.push(socket);
  wake.emit('job');
});

async function slot(n) {
  const worker = new Worker(new URL('./order-worker.mjs', import.meta.url));
  for (;;) {
    const socket = waiting.shift();
    if (!socket) {
      await once(wake, 'job');
      continue;
    }
    try {
      socket.setTimeout(20_000, () => socket.destroy(new Error('order too slow')));
      const parts = [];
      for await (const c of socket) parts.push(c);
      worker.postMessage(Buffer.concat(parts));
    } catch (e) {
      console.error(`slot ${n}: ${e.message}`);
    } finally {
      socket.destroy();
    }
  }
}

for (let i = 0; i < 8; i++) slot(i);
intake.listen(9300, '0.0.0.0', 1024);
