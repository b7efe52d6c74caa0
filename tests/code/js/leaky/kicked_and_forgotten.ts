import { createServer, Socket } from 'node:net';
const byBadge = new Map<string, Socket>();
createServer((s) => {
  let badge = '';
  s.setEncoding('ascii');
  s.on('error', () => undefined);
  s.on('data', (t: string) => {
    if (!badge) {
      badge = t.trim();
      byBadge.set(badge, s);
    }
  });
  s.on('close', () => byBadge.delete(badge));
}).listen(4500);
export function kick(badge: string) {
  const s = byBadge.get(badge);
  if (!s) return false;
  s.write('BYE\n');
  byBadge.delete(badge); // expect: close-wait-leak
  return true;
}
