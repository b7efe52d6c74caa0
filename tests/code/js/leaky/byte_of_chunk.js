const net = require('net');
const s = net.createServer((c) => {
  c.on('data', (d) => {
    for (const b of d) c.write(Buffer.of(b ^ 0xff)); // expect: small-writes
  });
  c.on('error', () => {});
});
s.listen(5005);
