const net = require('net');

const clients = new Set();

net.createServer((socket) => {
  clients.add(socket);
  socket.on('close', () => clients.delete(socket));
  socket.on('error', () => {});
  socket.on('data', (d) => {
    for (const c of clients) c.write(d);
  });
}).listen(6000);
