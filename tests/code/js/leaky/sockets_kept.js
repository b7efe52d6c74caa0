const net = require('net');

const clients = [];

net.createServer((socket) => {
  clients.push(socket); // expect: close-wait-leak
  socket.on('data', (d) => {
    for (const c of clients) c.write(d);
  });
}).listen(6000);
