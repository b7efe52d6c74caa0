import * as net from 'net';
import { pino } from 'pino';

const log = pino({ name: 'intake' });

type Job = { sock: net.Socket; since: number };

const MAX_WAITING = 500;
const MAX_RUNNING = 20;
const waiting: Job[] = [];
let running = 0;

function next(): void {
  while (running < MAX_RUNNING && waiting.length > 0) {
    const job = waiting.shift()!;
    if (job.sock.destroyed) continue;
    running++;
    void scan(job.sock).finally(() => {
      running--;
      next();
    });
  }
}

/** Reads a document to its end, answers with the verdict of the scanner. */
async function scan(sock: net.Socket): Promise<void> {
  try {
    let bytes = 0;
    let hits = 0;
    for await (const chunk of sock.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (chunk.includes('EICAR')) hits++;
    }
    sock.end(hits ? 'INFECTED\n' : `CLEAN ${bytes}\n`);
  } catch (err) {
    log.warn({ err }, 'document lost');
    sock.destroy();
  }
}

export const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (sock) => {
  sock.on('error', (err) => log.debug({ err }, 'client'));
  if (waiting.length >= MAX_WAITING) {
    log.warn({ peer: sock.remoteAddress }, 'queue is full, document not taken');
    return;
  }
  sock.setTimeout(120_000, () => sock.destroy());
  waiting.push({ sock, since: Date.now() });
  next();
});

server.listen({ port: 3310, backlog: 511 });
