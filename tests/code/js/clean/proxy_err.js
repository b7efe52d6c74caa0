const net = require('net');

net.createServer((client) => {
  const up = net.connect(9001, 'backend');
  client.pipe(up);
  up.pipe(client);
  const done = () => { client.destroy(); up.destroy(); };
  client.on('error', done);
  up.on('error', done);
  client.on('close', done);
  up.on('close', done);
}).listen(9000);

