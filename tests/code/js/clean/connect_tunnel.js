const http = require('http');
const httpProxy = require('./conf');
const net = require('net');
const server = http.createServer((req, res) => { res.writeHead(405); res.end(); });
server.on('connect', (req, client, head) => {
  const [host, port] = req.url.split(':');
  const up = net.connect(Number(port) || 443, host);
  const drop = () => { client.destroy(); up.destroy(); };
  up.setTimeout(10000, drop);
  up.once('connect', () => {
    up.setTimeout(0);
    up.setKeepAlive(true, 30000);
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length) up.write(head);
    up.pipe(client);
    client.pipe(up);
  });
  client.on('error', drop);
  client.on('close', drop);
  up.on('error', drop);
  up.on('close', drop);
});
server.listen(httpProxy.port);
