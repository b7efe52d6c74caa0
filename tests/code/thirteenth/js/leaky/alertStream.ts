import express, { Request, Response } from 'express';
import Redis from 'ioredis';

const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
const app = express();

function frame(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}

// Control room screens subscribe here, each for one motorway section.
app.get('/sections/:id/alerts', async (req: Request, res: Response) => {
  const channel = `alerts:${req.params.id}`;
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache',
    'X-Accel-Buffering': 'no',
  });
  res.write(frame('hello', new Date().toISOString()));

  const sub = redis.duplicate();
  sub.on('error', (e) => console.warn('alert subscription', e.message));
  sub.on('message', (_ch: string, msg: string) => {
    res.write(frame('alert', msg));
  });

  const beat = setInterval(() => res.write(': beat\n\n'), 20_000);

  req.on('close', () => {
    clearInterval(beat);
    console.log('screen left', channel);
  });

  try {
    await sub.subscribe(channel);
  } catch (e) {
    sub.disconnect();
    clearInterval(beat);
    res.end();
  }
});

app.get('/sections/:id', async (req: Request, res: Response) => {
  const raw = await redis.get(`section:${req.params.id}`);
  if (!raw) {
    res.sendStatus(404);
    return;
  }
  res.type('json').send(raw);
});

app.listen(Number(process.env.PORT ?? 3000));
