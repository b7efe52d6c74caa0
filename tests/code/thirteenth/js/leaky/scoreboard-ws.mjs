import { WebSocketServer } from 'ws';
import { randomUUID } from 'node:crypto';
import { games } from './games.mjs';

const wss = new WebSocketServer({ port: Number(process.env.PORT ?? 8090), maxPayload: 16 * 1024 });

/** @type {Map<string, {ws: import('ws').WebSocket, alive: boolean, game: string}>} */
const viewers = new Map();

wss.on('connection', (ws, req) => {
  const id = randomUUID();
  const game = new URL(req.url, 'http://x').searchParams.get('game') ?? 'lobby';
  viewers.set(id, { ws, alive: true, game });

  ws.on('pong', () => {
    const v = viewers.get(id);
    if (v) v.alive = true;
  });
  ws.on('close', () => viewers.delete(id));
  ws.on('error', (e) => console.warn('viewer', id, e.message));
  ws.send(JSON.stringify(games.snapshot(game)));
});

games.on('goal', (ev) => {
  const text = JSON.stringify(ev);
  for (const v of viewers.values()) {
    if (v.game === ev.game && v.ws.readyState === v.ws.OPEN) v.ws.send(text);
  }
});

setInterval(() => {
  for (const [id, v] of viewers) {
    if (!v.alive) {
      console.log(`viewer ${id} missed a ping`);
      viewers.delete(id);
      continue;
    }
    v.alive = false;
    v.ws.ping();
  }
}, 30_000);
