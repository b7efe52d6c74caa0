const net = require('net');
const fs = require('fs');

net.createServer({ allowHalfOpen: true }, (sock) => {
  const file = fs.createWriteStream(`/var/spool/in/${Date.now()}`);
  sock.on('error', () => sock.destroy());
  sock.on('data', (d) => file.write(d));
  sock.on('end', () => {
    file.end('.'); // expect: close-wait-leak
  });
}).listen(7003);
