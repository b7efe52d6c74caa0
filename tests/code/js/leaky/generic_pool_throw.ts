import { createPool } from 'generic-pool';
import net from 'node:net';
const pool = createPool<net.Socket>({
  create: () => new Promise((ok, no) => {
    const s = net.connect(7000, 'stock');
    s.once('connect', () => ok(s));
    s.once('error', no);
  }),
  destroy: async (s) => { s.destroy(); },
}, { max: 5 });
export async function level(sku: string): Promise<number> {
  const s = await pool.acquire();
  s.write(sku + '\n');
  const line = await new Promise<string>((ok) => s.once('data', (d) => ok(d.toString())));
  if (line.startsWith('ERR')) throw new Error(line); // expect: close-wait-leak
  await pool.release(s);
  return Number(line);
}
