const net = require('net');

net.createServer((client) => {
  const up = net.connect(9001, 'backend');
  client.pipe(up); // expect: close-wait-leak
  up.pipe(client);
  client.on('error', () => {});
  up.on('error', () => {});
}).listen(9000);
