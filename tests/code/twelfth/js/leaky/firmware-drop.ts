import net, { type Socket } from 'node:net';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import path from 'node:path';

// Factory floor: the testers push their firmware dumps here.
//   PUT <board-id> <size>\n<bytes...>     ->  200 stored / 4xx text
const MAX_DUMP = 32 * 1024 * 1024;
const INBOX = '/srv/dumps';

function refuse(sock: Socket, code: number, text: string): void {
  sock.end(`${code} ${text}\n`, () => sock.destroy());
}

function readHeader(sock: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    const onReadable = (): void => {
      let part: Buffer | null;
      while ((part = sock.read()) !== null) {
        got = Buffer.concat([got, part]);
        const nl = got.indexOf(10);
        if (nl >= 0) {
          cleanup();
          sock.unshift(got.subarray(nl + 1));
          resolve(got.toString('ascii', 0, nl).trim());
          return;
        }
        if (got.length > 512) {
          cleanup();
          reject(new Error('header too long'));
          return;
        }
      }
    };
    const onGone = (): void => { cleanup(); reject(new Error('gone before header')); };
    const cleanup = (): void => {
      sock.off('readable', onReadable);
      sock.off('end', onGone);
      sock.off('close', onGone);
    };
    sock.on('readable', onReadable);
    sock.on('end', onGone);
    sock.on('close', onGone);
  });
}

function limit(total: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _enc, cb) {
      seen += chunk.length;
      cb(seen > total ? new Error('more bytes than announced') : null, chunk);
    },
    flush(cb) {
      cb(seen < total ? new Error(`short dump, ${seen} of ${total}`) : null);
    },
  });
}

async function serve(sock: Socket): Promise<void> {
  const [verb, board, sizeText] = (await readHeader(sock)).split(' ');
  const size = Number(sizeText);
  if (verb !== 'PUT' || !/^[A-Z0-9-]{4,20}$/.test(board ?? '')) {
    return refuse(sock, 400, 'bad request');
  }
  if (!(size > 0 && size <= MAX_DUMP)) {
    return refuse(sock, 413, `dump of ${sizeText} bytes not accepted, limit ${MAX_DUMP}`);
  }
  const file = path.join(INBOX, `${board}-${Date.now()}.bin`);
  await pipeline(sock, limit(size), createWriteStream(file), { end: true });
  sock.end('200 stored\n');
}

const server = net.createServer({ allowHalfOpen: true }, (sock) => {
  sock.setTimeout(20_000, () => sock.destroy(new Error('idle')));
  sock.on('error', (e) => console.warn('%s: %s', sock.remoteAddress, e.message));
  serve(sock).catch((e: Error) => {
    console.warn('dump failed: %s', e.message);
    sock.destroy();
  });
});
server.listen(7700);
