const express = require('express');
const Redis = require('ioredis');

const app = express();
const redis = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: 2, connectTimeout: 4000 });

redis.on('error', (e) => console.error('redis:', e.message));

app.use(express.json({ limit: '16kb' }));

app.post('/articles/:id/comments', async (req, res, next) => {
  try {
    const comment = { by: String(req.body.by), text: String(req.body.text).slice(0, 2000), at: Date.now() };
    await redis.rpush(`comments:${req.params.id}`, JSON.stringify(comment));
    await redis.publish(`live:${req.params.id}`, JSON.stringify(comment));
    res.status(201).json(comment);
  } catch (e) {
    next(e);
  }
});

app.get('/articles/:id/live', async (req, res) => {
  const channel = `live:${req.params.id}`;
  const sub = redis.duplicate();
  sub.on('error', (e) => console.error('sub:', e.message));
  res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  res.flushHeaders();

  const beat = setInterval(() => res.write(':\n\n'), 20000);
  sub.on('message', (_ch, text) => res.write(`data: ${text}\n\n`));

  req.on('close', () => {
    clearInterval(beat);
    sub.unsubscribe(channel).catch(() => {});
  });

  try {
    await sub.subscribe(channel);
  } catch (e) {
    console.error('subscribe:', e.message);
    sub.disconnect();
    res.end();
  }
});

app.listen(3000, () => console.log('comments on 3000'));
