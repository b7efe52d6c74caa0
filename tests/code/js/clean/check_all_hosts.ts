import net from 'node:net';
export function check(host: string, port: number, ms = 2000): Promise<boolean> {
  return new Promise((resolve) => {
    const s = net.connect({ host, port });
    const done = (ok: boolean) => {
      s.removeAllListeners();
      s.on('error', () => undefined);
      s.destroy();
      resolve(ok);
    };
    s.setTimeout(ms, () => done(false));
    s.once('connect', () => done(true));
    s.once('error', () => done(false));
  });
}
export async function checkAll(hosts: string[]): Promise<Record<string, boolean>> {
  const out: Record<string, boolean> = {};
  for (const h of hosts) out[h] = await check(h, 22);
  return out;
}
