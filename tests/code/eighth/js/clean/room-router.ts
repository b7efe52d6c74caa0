import cluster, { Worker } from 'node:cluster';
import { createServer, Socket } from 'node:net';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { serveRoom } from './room';

const HELLO_MS = 5_000;

function pick(room: string, all: Worker[]): Worker {
  const h = createHash('md5').update(room).digest().readUInt32BE(0);
  return all[h % all.length];
}

/** First line names the room; everything after it belongs to the worker which holds that room. */
function route(sock: Socket): void {
  sock.setNoDelay(true);
  let acc = Buffer.alloc(0);
  const guard = setTimeout(() => sock.destroy(), HELLO_MS);
  const onError = () => sock.destroy();

  const onReadable = () => {
    for (let part: Buffer | null; (part = sock.read()) !== null; ) {
      acc = Buffer.concat([acc, part]);
    }
    const nl = acc.indexOf(10);
    if (nl < 0) {
      if (acc.length > 128) sock.destroy();
      return;
    }
    clearTimeout(guard);
    sock.off('readable', onReadable);
    const workers = Object.values(cluster.workers ?? {}).filter((w): w is Worker => !!w && w.isConnected());
    if (workers.length === 0) {
      sock.end('503 try later\n');
      sock.resume();
      setTimeout(() => sock.destroy(), 3_000).unref();
      return;
    }
    const room = acc.subarray(0, nl).toString('utf8').trim();
    // node closes the parent's copy once the worker has confirmed the handle
    pick(room, workers).send({ room, rest: acc.subarray(nl + 1).toString('base64') }, sock, (err) => {
      if (err) {
        console.warn('hand-over failed', room, err.message);
        sock.destroy();
      }
    });
  };

  sock.on('error', onError);
  sock.on('readable', onReadable);
  sock.once('close', () => clearTimeout(guard));
}

if (cluster.isPrimary) {
  for (let i = 0; i < availableParallelism(); i++) cluster.fork();
  cluster.on('exit', (w, code) => {
    console.error(`worker ${w.id} ended (${code})`);
    setTimeout(() => cluster.fork(), 1_000);
  });
  createServer(route).listen({ port: 5050, backlog: 1024 });
} else {
  process.on('message', (m: { room: string; rest: string }, sock?: Socket) => {
    if (!sock) return; // the client went before it got here
    sock.on('error', (e) => console.warn(m.room, e.message));
    sock.setTimeout(10 * 60_000, () => sock.end('bye\n', () => sock.destroy()));
    const rest = Buffer.from(m.rest, 'base64');
    if (rest.length) sock.unshift(rest);
    serveRoom(m.room, sock);
  });
}
