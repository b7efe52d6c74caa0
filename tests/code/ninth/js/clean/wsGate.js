const http = require('node:http');
const { WebSocketServer } = require('ws');
const crypto = require('node:crypto');

const wss = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });

function deny(socket, code, text) {
  socket.end(`HTTP/1.1 ${code} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.setTimeout(2000, () => socket.destroy());
}

function userOf(req) {
  const m = /(?:^|;\s*)sid=([a-f0-9]{32})\.([a-f0-9]{64})/.exec(req.headers.cookie || '');
  if (!m) return null;
  const mac = crypto.createHmac('sha256', process.env.SID_KEY).update(m[1]).digest();
  return crypto.timingSafeEqual(mac, Buffer.from(m[2], 'hex')) ? m[1] : null;
}

const server = http.createServer((req, res) => {
  res.writeHead(req.url === '/ping' ? 204 : 404);
  res.end();
});

server.on('upgrade', (req, socket, head) => {
  const onError = (e) => console.warn('upgrade:', e.message);
  socket.on('error', onError);
  if (req.url !== '/live') return deny(socket, 404, 'Not Found');
  const user = userOf(req);
  if (!user) return deny(socket, 401, 'Unauthorized');
  socket.removeListener('error', onError);
  wss.handleUpgrade(req, socket, head, (ws) => {
    ws.user = user;
    wss.emit('connection', ws, req);
  });
});

wss.on('connection', (ws) => {
  let missed = 0;
  const beat = setInterval(() => {
    if (missed++ > 1) ws.terminate();
    else ws.ping();
  }, 25000);
  ws.on('pong', () => { missed = 0; });
  ws.on('message', (m) => ws.send(JSON.stringify({ user: ws.user, n: m.length })));
  ws.on('error', (e) => console.warn(ws.user, e.message));
  ws.on('close', () => clearInterval(beat));
});

server.listen(8080);

process.on('SIGTERM', () => {
  server.close();
  wss.clients.forEach((ws) => ws.close(1001));
});
