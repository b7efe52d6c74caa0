import { createClient } from 'redis';
import { WebSocketServer } from 'ws';

const base = createClient({
  url: process.env.REDIS_URL,
  socket: { connectTimeout: 3000, keepAlive: 10000 },
});
base.on('error', (e) => console.error('redis:', e.message));
await base.connect();

const wss = new WebSocketServer({ port: 8081, maxPayload: 4096 });

wss.on('connection', async (ws, req) => {
  const match = new URL(req.url, 'http://x').searchParams.get('match');
  let sub;

  ws.isAlive = true;
  ws.on('pong', () => { ws.isAlive = true; });
  ws.on('error', (e) => console.warn('viewer:', e.message));
  ws.on('close', async () => {
    if (sub) await sub.unsubscribe(`score:${match}`).catch(() => {});
  });

  if (!/^\d{1,8}$/.test(match ?? '')) {
    ws.close(1008, 'which match?');
    return;
  }

  try {
    sub = base.duplicate();
    sub.on('error', (e) => console.error('redis sub:', e.message));
    await sub.connect();
    await sub.subscribe(`score:${match}`, (msg) => {
      if (ws.readyState === ws.OPEN) ws.send(msg);
    });
    const now = await base.get(`score:${match}`);
    if (now && ws.readyState === ws.OPEN) ws.send(now);
  } catch (e) {
    console.error('subscribe', e);
    sub?.destroy();
    ws.close(1011);
  }
});

const beat = setInterval(() => {
  for (const ws of wss.clients) {
    if (!ws.isAlive) {
      ws.terminate();
      continue;
    }
    ws.isAlive = false;
    ws.ping();
  }
}, 30000);
wss.on('close', () => clearInterval(beat));
