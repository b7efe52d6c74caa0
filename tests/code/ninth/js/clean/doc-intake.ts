import * as net from 'node:net';

type Verdict = 'clean' | 'infected';

export interface Scanner {
  scan(doc: Buffer): Promise<Verdict>;
}

const MAX_DOC = 8 * 1024 * 1024;

/** Turns a client away: says so, ends our side, and swallows what it still sends for a second at most. */
function turnAway(sock: net.Socket, why: string): void {
  sock.removeAllListeners('data');
  sock.resume();
  sock.end(`SORRY ${why}\n`);
  setTimeout(() => sock.destroy(), 1000).unref();
}

export function intake(scanner: Scanner, maxActive: number): net.Server {
  let active = 0;

  return net.createServer({ allowHalfOpen: true }, (sock) => {
    sock.on('error', (e) => console.warn(`${sock.remoteAddress}: ${e.message}`));
    if (active >= maxActive) {
      turnAway(sock, 'busy');
      return;
    }
    active++;
    sock.once('close', () => {
      active--;
    });
    sock.setTimeout(30_000, () => sock.destroy());

    const parts: Buffer[] = [];
    let size = 0;
    let refused = false;
    sock.on('data', (d: Buffer) => {
      size += d.length;
      if (size > MAX_DOC) {
        refused = true;
        turnAway(sock, 'too large');
        return;
      }
      parts.push(d);
    });
    sock.on('end', () => {
      if (refused) return;
      scanner
        .scan(Buffer.concat(parts))
        .then((v) => sock.end(`${v}\n`))
        .catch((e) => {
          console.error('scanner', e);
          sock.end('error\n');
        });
    });
  });
}
