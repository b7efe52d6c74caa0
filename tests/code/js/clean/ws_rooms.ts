import { WebSocketServer, WebSocket } from 'ws';
const rooms = new Map<string, Set<WebSocket>>();
const wss = new WebSocketServer({ port: 8080, maxPayload: 65536 });
wss.on('connection', (ws, req) => {
  const room = new URL(req.url ?? '/', 'http://x').pathname;
  let set = rooms.get(room);
  if (!set) rooms.set(room, (set = new Set()));
  set.add(ws);
  ws.on('message', (m) => { for (const o of set!) if (o !== ws && o.readyState === WebSocket.OPEN) o.send(m); });
  ws.on('close', () => {
    set!.delete(ws);
    if (set!.size === 0) rooms.delete(room);
  });
  ws.on('error', () => ws.terminate());
});
setInterval(() => {
  for (const ws of wss.clients) ws.ping();
}, 30_000);
