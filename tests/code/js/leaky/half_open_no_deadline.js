const net = require('net');

net.createServer({ allowHalfOpen: true }, (sock) => {
  let bad = false;
  sock.on('error', () => sock.destroy());
  sock.on('data', (d) => {
    bad = bad || d.includes(0);
  });
  sock.on('end', () => {
    if (bad) return; // expect: close-wait-leak
    sock.end('thanks\n');
  });
}).listen(7001);
