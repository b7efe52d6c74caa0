'use strict';
const net = require('net');

const sessions = new Map();
let seq = 0;

const server = net.createServer({ allowHalfOpen: true }, (sock) => {
  const id = ++seq;
  sessions.set(id, { sock, bytes: 0 });
  sock.setKeepAlive(true, 30000);

  sock.on('data', (chunk) => {
    sessions.get(id).bytes += chunk.length;
    sock.write(chunk);
  });
  sock.on('end', () => {
    console.log('peer %d finished', id);
    sessions.delete(id);
  });
  sock.on('error', (err) => {
    console.error(id, err.code);
    sessions.delete(id);
    sock.destroy();
  });
});

server.listen(7007);
