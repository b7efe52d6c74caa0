import express from 'express';
import { createClient } from 'redis';

// tablet screens in the kitchen listen on /orders/:station (server-sent events)

const app = express();
const sub = createClient({ url: process.env.REDIS_URL, pingInterval: 20_000 });
sub.on('error', (e) => console.error('redis', e.message));

app.get('/orders/:station', async (req, res, next) => {
  const channel = `kitchen:${req.params.station}`;
  let timer = null;
  let gone = false;

  const onOrder = (msg) => {
    if (!gone) res.write(`event: order\ndata: ${msg}\n\n`);
  };
  const leave = () => {
    if (gone) return;
    gone = true;
    clearInterval(timer);
    sub.unsubscribe(channel, onOrder).catch((e) => console.warn('unsubscribe', e.message));
    console.log(`screen left ${channel}`);
  };

  res.on('close', leave);
  res.on('error', leave);
  try {
    await sub.subscribe(channel, onOrder);
  } catch (e) {
    return next(e);
  }
  if (gone) {
    await sub.unsubscribe(channel, onOrder).catch(() => {});
    return;
  }
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  res.write(': welcome\n\n');
  timer = setInterval(() => res.write(': still here\n\n'), 15_000);
});

app.use((err, req, res, _next) => {
  console.error(req.url, err.message);
  if (res.headersSent) {
    res.destroy();
    return;
  }
  res.status(503).end('try again');
});

await sub.connect();
const server = app.listen(3000);

process.once('SIGTERM', async () => {
  server.close();
  server.closeAllConnections();
  await sub.quit();
});
