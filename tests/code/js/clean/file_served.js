const fs = require('fs');
const net = require('net');
const path = require('path');
const ROOT = '/srv/pub';
net.createServer((c) => {
  c.setTimeout(20000, () => c.destroy());
  c.on('error', () => {});
  c.once('data', (d) => {
    const f = path.join(ROOT, path.basename(d.toString().trim()));
    const rs = fs.createReadStream(f);
    rs.on('error', () => c.end('ERR\n'));
    rs.pipe(c);
    c.on('close', () => rs.destroy());
  });
}).listen(79);
