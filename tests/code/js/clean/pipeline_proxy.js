const net = require('net');
const { pipeline } = require('stream');

net.createServer((client) => {
  const upstream = net.connect(5432, 'db.internal');
  pipeline(client, upstream, (err) => { if (err) client.destroy(); });
  pipeline(upstream, client, (err) => { if (err) upstream.destroy(); });
}).listen(15432);
