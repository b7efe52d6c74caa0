const { WebSocketServer } = require('ws');

const wss = new WebSocketServer({ port: 8080 });
const sessions = new Map();

wss.on('connection', (ws, req) => {
  sessions.set(req.url, ws);
  ws.on('close', () => sessions.delete(req.url));
  ws.on('error', () => ws.terminate());
});
