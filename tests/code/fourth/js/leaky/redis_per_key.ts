import Redis from 'ioredis';

export async function warm(keys: string[], load: (k: string) => Promise<string>): Promise<number> {
  let hits = 0;
  for (const key of keys) {
    const redis = new Redis({ host: process.env.REDIS_HOST, connectTimeout: 2000, commandTimeout: 1000 });
    try {
      if (await redis.exists(key)) {
        hits++;
        continue;
      }
      await redis.set(key, await load(key), 'EX', 3600);
    } finally {
      redis.disconnect();
    }
  }
  return hits;
}
