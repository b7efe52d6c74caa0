import { createClient, type RedisClientType } from 'redis';
let client: RedisClientType | undefined;
let opening: Promise<RedisClientType> | undefined;
export async function redis(): Promise<RedisClientType> {
  if (client?.isReady) return client;
  opening ??= (async () => {
    const c: RedisClientType = createClient({ url: process.env.REDIS_URL, socket: { connectTimeout: 3000, keepAlive: 10_000 } });
    c.on('error', (e) => console.error('redis', e.message));
    try {
      await c.connect();
    } catch (e) {
      await c.disconnect().catch(() => undefined);
      throw e;
    }
    client = c;
    return c;
  })().finally(() => { opening = undefined; });
  return opening;
}
export const stop = async () => { await client?.quit(); client = undefined; };
