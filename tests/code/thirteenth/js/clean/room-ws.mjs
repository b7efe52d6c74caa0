import { createServer } from 'node:http';
import { WebSocketServer, WebSocket } from 'ws';

const http = createServer((req, res) => {
  if (req.url === '/healthz') {
    res.end('ok\n');
    return;
  }
  res.writeHead(404).end();
});
const wss = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
const rooms = new Map();

http.on('upgrade', (req, socket, head) => {
  socket.on('error', (e) => console.warn('upgrade', e.code));
  const m = /^\/room\/([a-z0-9-]{4,40})$/.exec(req.url);
  if (!m) {
    socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', () => socket.destroy());
    return;
  }
  wss.handleUpgrade(req, socket, head, (ws) => join(ws, m[1]));
});

function join(ws, name) {
  if (!rooms.has(name)) rooms.set(name, new Set());
  const room = rooms.get(name);
  room.add(ws);
  ws.isAlive = true;
  ws.on('pong', () => { ws.isAlive = true; });
  ws.on('message', (data, binary) => {
    for (const other of room) {
      if (other === ws || other.readyState !== WebSocket.OPEN) continue;
      if (other.bufferedAmount > 1 << 20) {
        other.terminate();
        continue;
      }
      other.send(data, { binary });
    }
  });
  ws.on('error', (e) => console.warn(name, e.message));
  ws.on('close', () => {
    room.delete(ws);
    if (room.size === 0) rooms.delete(name);
  });
}

const sweep = setInterval(() => {
  for (const ws of wss.clients) {
    if (!ws.isAlive) {
      ws.terminate();
      continue;
    }
    ws.isAlive = false;
    ws.ping();
  }
}, 25_000);

wss.on('close', () => clearInterval(sweep));
http.listen(process.env.PORT || 7800);
