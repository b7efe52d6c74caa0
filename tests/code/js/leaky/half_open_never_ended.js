const net = require('net');
const { spawn } = require('child_process');
net.createServer({ allowHalfOpen: true }, (c) => {
  const p = spawn('/usr/bin/convert', ['-', 'png:-']);
  c.pipe(p.stdin);
  p.stdout.on('data', (d) => c.write(d));
  p.stdout.on('end', () => console.log('converted')); // expect: close-wait-leak
  c.on('error', () => p.kill());
}).listen(9977);
