'use strict';
const net = require('net');

// allowHalfOpen is false: node ends our side when the peer has ended its own
const server = net.createServer((socket) => {
  let rest = '';
  socket.setEncoding('utf8');
  socket.setTimeout(60000, () => socket.destroy());
  socket.on('data', (d) => {
    rest += d;
    let i;
    while ((i = rest.indexOf('\n')) >= 0) {
      const line = rest.slice(0, i);
      rest = rest.slice(i + 1);
      socket.write(line.toUpperCase() + '\n');
    }
    if (rest.length > 65536) socket.destroy();
  });
  socket.on('error', (err) => {
    if (err.code !== 'ECONNRESET') console.error(err);
  });
});

server.on('error', (err) => {
  console.error(err);
  process.exit(1);
});
server.listen(7002);

process.on('SIGTERM', () => server.close(() => process.exit(0)));
