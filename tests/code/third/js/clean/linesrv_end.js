'use strict';

const net = require('net');
const registry = require('./registry');

const clients = new Map();
let nextId = 1;

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  const id = nextId++;
  let tail = '';
  clients.set(id, socket);
  socket.setEncoding('utf8');
  socket.setKeepAlive(true, 30000);

  socket.on('data', (chunk) => {
    const lines = (tail + chunk).split('\n');
    tail = lines.pop();
    if (tail.length > 4096) {
      socket.destroy();
      return;
    }
    socket.write(lines.map((l) => registry.run(l.trim()) + '\n').join(''));
  });

  socket.on('end', () => {
    console.log('client %d is done', id);
    socket.end();
  });

  socket.on('error', (err) => {
    console.error('client %d: %s', id, err.message);
    socket.destroy();
  });

  socket.on('close', () => clients.delete(id));
});

server.listen(7001, () => console.log('listening on', server.address().port));
