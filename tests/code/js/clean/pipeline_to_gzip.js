const net = require('net');
const { pipeline } = require('stream');
const zlib = require('zlib');
const fs = require('fs');
net.createServer((sock) => {
  const name = `/var/log/in/${Date.now()}.gz`;
  sock.setTimeout(120000);
  sock.on('timeout', () => sock.destroy(new Error('idle')));
  pipeline(sock, zlib.createGzip(), fs.createWriteStream(name), (err) => {
    if (err) fs.unlink(name, () => {});
  });
}).listen(5140);
