const net = require('net');

net.createServer((socket) => {
  socket.on('data', (d) => socket.write(d));
  socket.on('error', () => socket.destroy());
}).listen(7000);
