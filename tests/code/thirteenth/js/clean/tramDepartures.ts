import express from 'express';
import type { Request, Response } from 'express';
import Redis from 'ioredis';

const app = express();
// one subscriber for all screens; the commands go over the other one
const sub = new Redis(process.env.REDIS_URL!, { connectionName: 'tram-sub' });
const cmd = new Redis(process.env.REDIS_URL!, { connectionName: 'tram-cmd' });
for (const r of [sub, cmd]) r.on('error', (e) => console.warn('redis', e.message));

const screens = new Map<string, Set<Response>>();

sub.on('message', (stop, text) => {
  for (const res of screens.get(stop) ?? []) {
    if (res.writableLength > 256 * 1024) {
      res.destroy();
      continue;
    }
    res.write(`data: ${text}\n\n`);
  }
});

app.get('/stops/:stop/live', async (req: Request, res: Response) => {
  const stop = `stop:${req.params.stop}`;
  res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  res.flushHeaders();
  const beat = setInterval(() => res.write(':\n\n'), 15_000);
  res.on('close', () => {
    clearInterval(beat);
    const group = screens.get(stop);
    group?.delete(res);
    if (group && group.size === 0) {
      screens.delete(stop);
      sub.unsubscribe(stop).catch((e) => console.warn('unsubscribe', e.message));
    }
  });
  let group = screens.get(stop);
  if (!group) screens.set(stop, (group = new Set()));
  group.add(res);
  try {
    await sub.subscribe(stop);
    const last = await cmd.get(`last:${stop}`);
    if (last && !res.destroyed) res.write(`data: ${last}\n\n`);
  } catch (e) {
    console.error(stop, (e as Error).message);
    res.end();
  }
});

const http = app.listen(3100, () => console.log('departures on 3100'));

process.on('SIGTERM', async () => {
  http.close();
  for (const g of screens.values()) for (const res of g) res.end();
  await Promise.allSettled([sub.quit(), cmd.quit()]);
});
