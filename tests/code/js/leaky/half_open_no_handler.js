const net = require('net');

const server = net.createServer({ allowHalfOpen: true }, (socket) => { // expect: close-wait-leak
  socket.on('data', (chunk) => socket.write(chunk));
  socket.on('error', (err) => console.error(err.message));
});
server.listen(7000);
