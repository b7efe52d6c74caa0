const net = require('net');

net.createServer({ allowHalfOpen: true }, (sock) => {
  let bad = false;
  sock.setTimeout(20000, () => sock.destroy());
  sock.on('error', () => sock.destroy());
  sock.on('data', (d) => {
    bad = bad || d.includes(0);
  });
  sock.on('end', () => {
    if (bad) return;
    sock.end('thanks\n');
  });
}).listen(7001);
