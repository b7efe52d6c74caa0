const { WebSocketServer } = require('ws');

const users = new Map();
const wss = new WebSocketServer({ port: 8080 });
wss.on('connection', (ws, req) => {
  users.set(req.url, ws); // expect: close-wait-leak
  ws.on('message', (m) => {
    for (const u of users.values()) u.send(m);
  });
});
