const net = require('net');

net.createServer((client) => {
  const upstream = net.connect(5432, 'db.internal');
  client.pipe(upstream); // expect: close-wait-leak
  upstream.pipe(client);
}).listen(15432);
