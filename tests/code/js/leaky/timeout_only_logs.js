const net = require('net');

net.createServer((socket) => {
  socket.setTimeout(30000);
  socket.on('timeout', () => { // expect: close-wait-leak
    console.warn('idle', socket.remoteAddress);
  });
  socket.on('data', (d) => socket.write(d));
}).listen(4000);
