'use strict';
const net = require('net');

const sessions = new Map();
let seq = 0;

// allowHalfOpen is false: node ends our side by itself after 'end'
const server = net.createServer((sock) => {
  const id = ++seq;
  sessions.set(id, sock);
  sock.setTimeout(120000, () => sock.destroy());
  sock.on('data', (chunk) => {
    if (!sock.write(chunk)) {
      sock.pause();
      sock.once('drain', () => sock.resume());
    }
  });
  sock.on('end', () => console.log('peer %d finished', id));
  sock.on('error', (err) => console.error(id, err.code));
  sock.on('close', () => sessions.delete(id));
});

server.listen(7007);

process.on('SIGTERM', () => {
  server.close();
  for (const s of sessions.values()) s.end();
});
