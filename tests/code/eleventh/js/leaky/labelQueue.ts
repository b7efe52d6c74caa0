// Label printing: warehouse scanners connect, drop one ZPL document, get "QUEUED n".
import { createServer, type Socket } from 'net';
import { printZpl } from './zebra';

const MAX_WAITING = 64;
const waiting: Socket[] = [];
let printing = false;
let refused = 0;

function readAll(sock: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    if (sock.destroyed) return reject(new Error('scanner gone before its turn'));
    let doc = '';
    sock.setTimeout(15_000, () => sock.destroy(new Error('scanner too slow')));
    sock.on('data', (c) => {
      doc += c.toString('latin1');
      if (doc.includes('^XZ')) resolve(doc);
    });
    sock.once('end', () => reject(new Error('document cut short')));
    sock.once('error', reject);
    sock.resume();
  });
}

async function work(): Promise<void> {
  if (printing) return;
  printing = true;
  let sock: Socket | undefined;
  while ((sock = waiting.shift())) {
    try {
      const zpl = await readAll(sock);
      const n = await printZpl(zpl);
      sock.end(`QUEUED ${n}\r\n`);
    } catch (err) {
      console.error('label:', (err as Error).message);
      sock.destroy();
    }
  }
  printing = false;
}

const server = createServer({ pauseOnConnect: true }, (sock) => {
  sock.on('error', (err) => console.warn('label: scanner', err.message));

  if (waiting.length >= MAX_WAITING) {
    refused++;
    console.warn(`label: ${refused} refused so far, ${waiting.length} waiting`);
    return;
  }
  waiting.push(sock);
  void work();
});

server.listen(9100, () => console.log('label spooler listening'));
