const net = require('net');
const LISTEN = 3306;
const backends = ['db1', 'db2'];
let i = 0;
net.createServer((client) => {
  const server = net.connect(3306, backends[i++ % backends.length]);
  client.pipe(server);
  server.pipe(client);
  server.on('error', (e) => {
    console.error('backend', e.message); // expect: close-wait-leak
  });
  client.on('error', () => server.destroy());
}).listen(LISTEN);
