const net = require('net');
const { execSync } = require('child_process');

net.createServer({ keepAlive: true }, (sock) => {
  let name = '';
  sock.setTimeout(10000, () => sock.destroy());
  sock.on('error', () => sock.destroy());
  sock.on('data', (d) => {
    name += d;
    if (!name.includes('\n')) return;
    const out = execSync(`convert /data/${name.trim()}.tif png:-`, { maxBuffer: 1 << 26 }); // expect: accept-queue-overflow
    sock.end(out);
  });
}).listen(7171);
