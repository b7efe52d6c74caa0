// Departure boards on the piers get their pushes from here.
import { WebSocketServer, WebSocket } from 'ws';
import { createServer } from 'node:http';

const HEARTBEAT = 25_000;
const MAX_LAG = 512 * 1024;

const http = createServer((req, res) => {
  if (req.url === '/healthz') {
    res.end(`${boards.clients.size} boards\n`);
    return;
  }
  res.statusCode = 404;
  res.end();
});

const boards = new WebSocketServer({ server: http, path: '/board', maxPayload: 4096 });

boards.on('connection', (ws, req) => {
  const pier = new URL(req.url, 'http://x').searchParams.get('pier');
  ws.on('error', (err) => {
    console.warn(`pier ${pier}: ${err.message}`);
    ws.terminate();
  });
  if (!/^[a-z]{3,12}$/.test(pier ?? '')) {
    ws.close(1008, 'which pier?');
    return;
  }
  ws.pier = pier;
  ws.alive = true;
  ws.on('pong', () => { ws.alive = true; });
  ws.on('close', (code) => console.log(`pier ${pier} off (${code})`));
  ws.send(JSON.stringify({ type: 'hello', pier, at: Date.now() }));
});

const beat = setInterval(() => {
  for (const ws of boards.clients) {
    if (ws.alive === false) {
      ws.terminate();
      continue;
    }
    ws.alive = false;
    ws.ping();
  }
}, HEARTBEAT);

export function push(pier, departures) {
  const msg = JSON.stringify({ type: 'departures', departures });
  for (const ws of boards.clients) {
    if (ws.pier !== pier || ws.readyState !== WebSocket.OPEN) continue;
    if (ws.bufferedAmount > MAX_LAG) {
      console.warn(`pier ${pier} does not keep up, cutting it off`);
      ws.terminate();
      continue;
    }
    ws.send(msg);
  }
}

export function shutdown() {
  clearInterval(beat);
  for (const ws of boards.clients) ws.terminate();
  boards.close();
  http.close();
}

http.listen(8088);
