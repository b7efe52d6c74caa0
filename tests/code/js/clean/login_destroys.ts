import { createConnection, Socket } from 'node:net';
import { once } from 'node:events';
export async function open(host: string, token: string): Promise<Socket> {
  const s = createConnection({ host, port: 7001, noDelay: true });
  s.setTimeout(5000, () => s.destroy(new Error('timeout')));
  try {
    await once(s, 'connect');
    s.write(`AUTH ${token}\n`);
    const [line] = await once(s, 'data');
    if (!line.toString().startsWith('OK')) throw new Error('refused');
    s.setTimeout(0);
    s.setKeepAlive(true, 30_000);
    return s;
  } catch (e) {
    s.destroy();
    throw e;
  }
}
