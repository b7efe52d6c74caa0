const net = require('net');

net.createServer((socket) => {
  socket.setTimeout(30000);
  socket.on('timeout', () => socket.destroy());
  socket.on('data', (d) => socket.write(d));
}).listen(4000);
