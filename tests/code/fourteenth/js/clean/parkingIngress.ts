import { createServer, type Server, type Socket } from 'node:net';

type Job = { sock: Socket; since: number };
type Handler = (sock: Socket) => Promise<void>;

const MAX_WAITING = 100;

export function parkingIngress(handler: Handler, workers: number): Server {
  const waiting: Job[] = [];
  let running = 0;

  const next = (): void => {
    while (running < workers) {
      const job = waiting.shift();
      if (!job) return;
      if (job.sock.destroyed) continue;
      if (Date.now() - job.since > 30_000) {
        job.sock.destroy();
        continue;
      }
      running += 1;
      job.sock.setTimeout(20_000, () => job.sock.destroy());
      handler(job.sock)
        .catch((e: unknown) => console.error('barrier', e))
        .finally(() => {
          job.sock.destroySoon();
          running -= 1;
          next();
        });
    }
  };

  return createServer({ pauseOnConnect: true, noDelay: true }, (sock) => {
    sock.on('error', (e) => console.warn('barrier', sock.remoteAddress, e.message));
    if (waiting.length >= MAX_WAITING) {
      console.warn('barrier queue is full');
      sock.setTimeout(2_000, () => sock.destroy());
      sock.resume();
      sock.end('BUSY\n');
      return;
    }
    waiting.push({ sock, since: Date.now() });
    next();
  });
}
