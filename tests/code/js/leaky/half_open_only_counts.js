const net = require('net');

const server = net.createServer({ allowHalfOpen: true }, (sock) => {
  let count = 0;
  sock.on('data', (d) => {
    count += d.length;
  });
  sock.on('error', (e) => console.error(e.message));
  sock.on('end', () => {
    if (count === 0) count = -1;
    console.log('received');
    console.log('from', sock.remoteAddress);
    sock.write(`${count}\n`); // expect: close-wait-leak
  });
});

server.listen(7002);
