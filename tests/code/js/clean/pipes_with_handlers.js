const net = require('net');

net.createServer((client) => {
  const upstream = net.connect(5432, 'db.internal');
  client.pipe(upstream);
  upstream.pipe(client);
  client.on('error', () => upstream.destroy());
  client.on('close', () => upstream.destroy());
  upstream.on('error', () => client.destroy());
  upstream.on('close', () => client.destroy());
}).listen(15433);
