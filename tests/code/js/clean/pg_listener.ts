import { Pool, type PoolClient } from 'pg';
const pool = new Pool({ max: 10, connectionTimeoutMillis: 3000 });
let listener: PoolClient | null = null;
export async function listen(channel: string, fn: (p: string) => void): Promise<void> {
  if (listener) return;
  const c = await pool.connect();
  c.on('notification', (m) => { if (m.channel === channel) fn(m.payload ?? ''); });
  c.on('error', (e) => {
    console.error('listener', e.message);
    listener = null;
    c.release(e);
    setTimeout(() => void listen(channel, fn).catch(console.error), 2000);
  });
  try {
    await c.query(`LISTEN ${channel}`);
  } catch (e) {
    c.release(e as Error);
    throw e;
  }
  listener = c;
}
export function stop() {
  listener?.release();
  listener = null;
  return pool.end();
}
