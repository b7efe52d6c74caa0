import { createPool, type Factory } from 'generic-pool';
import { connect, type Socket } from 'node:net';

function dial(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const s = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
    s.setTimeout(3_000);
    s.once('timeout', () => s.destroy(new Error('connect timeout')));
    s.once('error', reject);
    s.once('connect', () => {
      s.removeAllListeners('timeout');
      s.removeListener('error', reject);
      s.setTimeout(10_000, () => s.destroy());
      s.on('error', () => s.destroy());
      resolve(s);
    });
  });
}

const factory = (host: string, port: number): Factory<Socket> => ({
  create: () => dial(host, port),
  destroy: async (s) => { s.destroy(); },
  validate: async (s) => !s.destroyed && s.readable,
});

export const tiles = createPool(factory('tiles.internal', 5000), {
  max: 10,
  testOnBorrow: true,
  idleTimeoutMillis: 30_000,
  evictionRunIntervalMillis: 5_000,
  acquireTimeoutMillis: 3_000,
});

export async function tile(z: number, x: number, y: number): Promise<Buffer> {
  const s = await tiles.acquire();
  try {
    const data = await ask(s, `${z}/${x}/${y}\n`);
    await tiles.release(s);
    return data;
  } catch (e) {
    await tiles.destroy(s);
    throw e;
  }
}

declare function ask(s: Socket, req: string): Promise<Buffer>;
