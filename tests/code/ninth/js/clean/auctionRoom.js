import { createClient } from 'redis';
import { WebSocketServer } from 'ws';

// A room shares one subscription; it goes when the last bidder leaves.
const rooms = new Map();

const data = createClient({ url: process.env.REDIS_URL, socket: { connectTimeout: 2500, keepAlive: 5000 } });
data.on('error', (e) => console.error('redis', e.message));
await data.connect();

async function enter(lot, ws) {
  let room = rooms.get(lot);
  if (!room) {
    room = { members: new Set(), sub: data.duplicate() };
    rooms.set(lot, room);
    room.sub.on('error', (e) => console.error('redis sub', e.message));
    room.ready = room.sub
      .connect()
      .then(() => room.sub.subscribe('bid:' + lot, (m) => room.members.forEach((w) => w.send(m))));
  }
  room.members.add(ws);
  await room.ready;
}

function leave(lot, ws) {
  const room = rooms.get(lot);
  if (!room || !room.members.delete(ws)) return;
  if (room.members.size > 0) return;
  rooms.delete(lot);
  room.ready
    .then(() => room.sub.close())
    .catch(() => room.sub.destroy());
}

const wss = new WebSocketServer({ port: 8090, maxPayload: 1024 });

wss.on('connection', (ws, req) => {
  const lot = req.url.slice(1);
  ws.alive = true;
  ws.on('pong', () => { ws.alive = true; });
  ws.on('error', (e) => console.warn('bidder', e.message));
  ws.on('close', () => leave(lot, ws));
  if (!/^[0-9]{1,6}$/.test(lot)) {
    ws.close(1008, 'no such lot');
    return;
  }
  enter(lot, ws).catch((e) => {
    console.error('enter', e);
    ws.close(1011);
  });
  ws.on('message', (m) => {
    data.publish('bid:' + lot, String(m)).catch((e) => console.error('publish', e.message));
  });
});

setInterval(() => {
  wss.clients.forEach((ws) => {
    if (!ws.alive) return ws.terminate();
    ws.alive = false;
    ws.ping();
  });
}, 20000);
