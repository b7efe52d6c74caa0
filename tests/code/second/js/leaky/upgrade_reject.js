'use strict';
const http = require('http');
const crypto = require('crypto');

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const clients = new Set();
const seen = [];

function accept(key) {
  return crypto.createHash('sha1').update(key + GUID).digest('base64');
}

function authorized(req) {
  const token = new URL(req.url, 'http://x').searchParams.get('token');
  return token && token === process.env.WS_TOKEN;
}

const server = http.createServer((req, res) => {
  res.writeHead(426);
  res.end();
});

server.on('upgrade', (req, socket, head) => {
  seen.push(socket.remoteAddress);
  if (!authorized(req)) {
    console.warn('upgrade refused for %s', socket.remoteAddress);
    return;
  }
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\n' +
      'Upgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${accept(req.headers['sec-websocket-key'])}\r\n\r\n`,
  );
  if (head.length) socket.unshift(head);
  clients.add(socket);
  socket.on('end', () => socket.end());
  socket.on('close', () => clients.delete(socket));
  socket.on('error', () => socket.destroy());
});

server.listen(8090);
