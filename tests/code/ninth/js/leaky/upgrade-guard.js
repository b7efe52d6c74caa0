const http = require('node:http');
const { WebSocketServer } = require('ws');
const jwt = require('jsonwebtoken');

const wss = new WebSocketServer({ noServer: true });

const server = http.createServer({ requestTimeout: 20_000, keepAliveTimeout: 8_000 }, (req, res) => {
  if (req.url === '/healthz') {
    res.end('ok');
    return;
  }
  res.writeHead(404).end();
});

server.on('upgrade', (req, socket, head) => {
  socket.on('error', (e) => console.warn('upgrade', e.message));
  socket.setKeepAlive(true, 30_000);

  const url = new URL(req.url, 'http://localhost');
  if (url.pathname !== '/studio') {
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    return;
  }

  let claims;
  try {
    claims = jwt.verify(url.searchParams.get('t') ?? '', process.env.STUDIO_KEY);
  } catch (e) {
    console.info('studio token refused: %s', e.message);
    return;
  }

  wss.handleUpgrade(req, socket, head, (ws) => {
    ws.user = claims.sub;
    wss.emit('connection', ws, req);
  });
});

wss.on('connection', (ws) => {
  ws.on('error', (e) => console.warn(ws.user, e.message));
  ws.on('message', (m, isBinary) => {
    for (const other of wss.clients) {
      if (other !== ws && other.readyState === ws.OPEN) other.send(m, { binary: isBinary });
    }
  });
});

server.listen(8443);
