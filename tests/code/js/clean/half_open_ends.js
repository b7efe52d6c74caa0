const net = require('net');

net.createServer({ allowHalfOpen: true }, (socket) => {
  const parts = [];
  socket.on('data', (d) => parts.push(d));
  socket.on('end', () => {
    socket.end(Buffer.concat(parts));
  });
  socket.on('error', () => socket.destroy());
}).listen(7001);
