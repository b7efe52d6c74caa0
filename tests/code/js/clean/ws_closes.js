const { WebSocketServer } = require('ws');

const users = new Map();
const wss = new WebSocketServer({ port: 8080 });
wss.on('connection', (ws, req) => {
  users.set(req.url, ws);
  ws.isAlive = true;
  ws.on('pong', () => { ws.isAlive = true; });
  ws.on('close', () => users.delete(req.url));
  ws.on('error', () => ws.terminate());
});
setInterval(() => {
  for (const ws of wss.clients) {
    if (!ws.isAlive) { ws.terminate(); continue; }
    ws.isAlive = false;
    ws.ping();
  }
}, 30000);
