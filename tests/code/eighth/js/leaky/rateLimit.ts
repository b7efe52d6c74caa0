import type { Request, Response, NextFunction } from 'express';
import Redis from 'ioredis';

const WINDOW_S = 60;

export interface LimitOptions {
  perMinute: number;
  redisUrl: string;
  keyOf?: (req: Request) => string;
}

/**
 * Sliding counter per API key. Sits in front of every route of the public API (~900 req/s at noon).
 */
export function rateLimit(opts: LimitOptions) {
  const keyOf = opts.keyOf ?? ((req: Request) => req.get('x-api-key') ?? req.ip ?? 'anon');

  return async function limiter(req: Request, res: Response, next: NextFunction) {
    const redis = new Redis(opts.redisUrl, {
      connectTimeout: 1500,
      commandTimeout: 800,
      maxRetriesPerRequest: 1,
    });
    redis.on('error', (e) => console.warn('limiter redis:', e.message));

    const bucket = `rl:${keyOf(req)}:${Math.floor(Date.now() / 1000 / WINDOW_S)}`;
    let used = 0;
    try {
      const out = await redis.multi().incr(bucket).expire(bucket, WINDOW_S * 2).exec();
      used = Number(out?.[0]?.[1] ?? 0);
    } catch (e) {
      // we rather let too many in than none
      console.warn('limiter skipped:', (e as Error).message);
    } finally {
      redis.disconnect();
    }

    res.setHeader('X-RateLimit-Limit', String(opts.perMinute));
    res.setHeader('X-RateLimit-Remaining', String(Math.max(0, opts.perMinute - used)));
    if (used > opts.perMinute) {
      res.status(429).json({ error: 'slow down', retryAfter: WINDOW_S });
      return;
    }
    next();
  };
}
