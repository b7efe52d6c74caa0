import { createServer, Socket } from 'node:net';

const LIMIT_PER_HOST = 4;
const perHost = new Map<string, number>();

function count(addr: string, by: number): number {
  const n = (perHost.get(addr) ?? 0) + by;
  if (n <= 0) perHost.delete(addr);
  else perHost.set(addr, n);
  return n;
}

function session(sock: Socket): void {
  let pending = '';
  sock.setEncoding('latin1');
  sock.setNoDelay(true);
  sock.setTimeout(180_000, () => sock.end('400 idle\r\n', () => sock.destroy()));
  sock.write('200 news.fjordnet.example ready\r\n');
  sock.on('data', (d: string) => {
    pending += d;
    let i: number;
    while ((i = pending.indexOf('\r\n')) >= 0) {
      const cmd = pending.slice(0, i).toUpperCase();
      pending = pending.slice(i + 2);
      if (cmd === 'QUIT') {
        sock.end('205 bye\r\n');
        return;
      }
      sock.write(cmd === 'DATE' ? `111 ${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}\r\n` : '500 what?\r\n');
    }
  });
}

createServer((sock) => {
  const addr = sock.remoteAddress ?? '';
  const n = count(addr, 1);
  sock.once('close', () => count(addr, -1));
  sock.on('error', (e) => console.error(addr, e.message));
  if (n > LIMIT_PER_HOST) {
    sock.write('502 too many connections from your host\r\n');
    sock.destroy();
    return;
  }
  session(sock);
}).listen(119);
