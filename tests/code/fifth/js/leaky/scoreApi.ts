import express from 'express';
import Redis from 'ioredis';
import { z } from 'zod';

const Score = z.object({ player: z.string().min(1).max(40), points: z.number().int().nonnegative() });

const app = express();
app.use(express.json({ limit: '4kb' }));

function store(): Redis {
  return new Redis({
    host: process.env.REDIS_HOST ?? 'redis',
    connectTimeout: 2_000,
    commandTimeout: 1_500,
    maxRetriesPerRequest: 1,
  });
}

async function withStore<T>(fn: (r: Redis) => Promise<T>): Promise<T> {
  const r = store();
  r.on('error', (e) => console.error('redis', e.message));
  try {
    return await fn(r);
  } finally {
    r.disconnect();
  }
}

app.post('/scores/:game', async (req, res, next) => {
  const parsed = Score.safeParse(req.body);
  if (!parsed.success) {
    res.status(400).json(parsed.error.flatten());
    return;
  }
  try {
    const { player, points } = parsed.data;
    const rank = await withStore(async (r) => {
      await r.zadd(`game:${req.params.game}`, 'GT', points, player);
      return r.zrevrank(`game:${req.params.game}`, player);
    });
    res.json({ rank });
  } catch (e) {
    next(e);
  }
});

app.get('/scores/:game', async (req, res, next) => {
  try {
    const top = await withStore((r) => r.zrevrange(`game:${req.params.game}`, 0, 99, 'WITHSCORES'));
    res.json(top);
  } catch (e) {
    next(e);
  }
});

const server = app.listen(3000);
server.keepAliveTimeout = 65_000;
server.headersTimeout = 70_000;
