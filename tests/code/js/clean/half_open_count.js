const net = require('net');
const MAX = 200;
const server = net.createServer({ allowHalfOpen: true }, (c) => {
  const parts = [];
  c.on('error', () => c.destroy());
  c.setTimeout(30000, () => c.destroy());
  c.on('data', (d) => parts.push(d));
  c.on('end', () => {
    const n = Buffer.concat(parts).length;
    c.end(`${n}\n`);
  });
});
server.maxConnections = MAX;
server.listen(7777);
