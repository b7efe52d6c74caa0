const net = require('net');
const server = net.createServer((client) => {
  const up = net.connect(5432, 'db.internal');
  client.pipe(up);
  up.pipe(client);
  const bye = () => { client.destroy(); up.destroy(); };
  client.on('error', bye).on('close', bye);
  up.on('error', bye).on('close', bye);
});
server.listen(6432);
