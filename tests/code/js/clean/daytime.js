// Who connects here says nothing: it is told the time, and that is all.
const net = require('net');

net.createServer((s) => {
  s.on('error', () => {});
  s.write(new Date().toISOString() + '\n', () => s.destroy());
}).listen(1313);
