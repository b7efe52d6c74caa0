import net from 'node:net';
interface Entry { sock: net.Socket; seen: number }
const table = new Map<string, Entry>();
function evict(key: string): void {
  const e = table.get(key);
  if (!e) return;
  table.delete(key);
  e.sock.end('BYE\r\n');
}
setInterval(() => {
  for (const [k, e] of table) if (Date.now() - e.seen > 60_000) evict(k);
}, 5_000).unref();
net.createServer({ keepAlive: true }, (sock) => {
  const key = `${sock.remoteAddress}:${sock.remotePort}`;
  table.set(key, { sock, seen: Date.now() });
  sock.on('data', () => { const e = table.get(key); if (e) e.seen = Date.now(); });
  sock.on('error', () => undefined);
  sock.on('close', () => table.delete(key));
}).listen(4002);
