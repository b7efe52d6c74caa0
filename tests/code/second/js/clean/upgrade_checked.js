'use strict';
const http = require('http');

const server = http.createServer((req, res) => res.writeHead(404).end());

function refuse(socket, code, text) {
  socket.end(`HTTP/1.1 ${code} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

server.on('upgrade', (req, socket, head) => {
  socket.on('error', () => socket.destroy());
  if (req.headers.upgrade !== 'tunnel') {
    refuse(socket, 400, 'Bad Request');
    return;
  }
  if (req.headers.authorization !== process.env.TUNNEL_AUTH) {
    refuse(socket, 401, 'Unauthorized');
    return;
  }
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tunnel\r\n\r\n');
  socket.setTimeout(0);
  socket.setKeepAlive(true, 20000);
  socket.unshift(head);
  socket.on('data', (d) => socket.write(d));
  socket.on('end', () => socket.end());
});

server.listen(8443);
