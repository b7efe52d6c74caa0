import { createPool, Pool } from 'generic-pool';
import net from 'node:net';
import { once } from 'node:events';

async function openPrinter(): Promise<net.Socket> {
  const s = net.connect({ host: 'zebra-3.wh', port: 9100, noDelay: true });
  s.setTimeout(10_000, () => s.destroy(new Error('printer timeout')));
  s.on('error', (e) => console.warn('printer', e.message));
  await once(s, 'connect');
  return s;
}

function ask(s: net.Socket, line: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (s.destroyed) {
      reject(new Error('printer gone'));
      return;
    }
    const gone = (): void => reject(new Error('printer hung up'));
    s.once('close', gone);
    s.once('data', (d) => {
      s.off('close', gone);
      resolve(d);
    });
    s.write(line);
  });
}

const printers: Pool<net.Socket> = createPool(
  {
    create: openPrinter,
    destroy: async (s: net.Socket) => { s.destroy(); },
    validate: async (s: net.Socket) => !s.destroyed && s.writable,
  },
  { max: 2, testOnBorrow: true, acquireTimeoutMillis: 15_000, idleTimeoutMillis: 8_000, evictionRunIntervalMillis: 4_000 },
);

export async function printStatus(): Promise<string> {
  const p = await printers.acquire();
  let healthy = false;
  try {
    const buf = await ask(p, '~HS\r\n');
    healthy = true;
    const fields = buf.toString('ascii').split(',');
    if (fields.length < 10) {
      throw new Error('short status from printer');
    }
    return fields[1] === '1' ? 'paper out' : 'ready';
  } finally {
    if (healthy) await printers.release(p);
    else await printers.destroy(p);
  }
}
