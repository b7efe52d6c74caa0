const net = require('net');

net.createServer((socket) => {
  socket.write('bye\n');
  socket.resetAndDestroy(); // expect: reset-with-unread-data
}).listen(1234);
