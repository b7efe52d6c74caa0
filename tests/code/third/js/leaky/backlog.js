const net = require('net');
const crypto = require('crypto');
const { execFileSync } = require('child_process');

// signing service for the build farm: one line with a path in, signature out
const server = net.createServer((socket) => {
  let line = '';
  socket.setTimeout(30000, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (d) => {
    line += d.toString('latin1');
    const i = line.indexOf('\n');
    if (i < 0) {
      if (line.length > 1024) socket.destroy();
      return;
    }
    const path = line.slice(0, i).trim();
    try {
      const digest = execFileSync('/usr/bin/sha512sum', ['--', path]).toString().split(' ')[0];
      const sig = crypto.pbkdf2Sync(process.env.SIGN_KEY, digest, 2000000, 64, 'sha512');
      socket.end(sig.toString('hex') + '\n');
    } catch (err) {
      socket.end('error ' + err.message.split('\n')[0] + '\n');
    }
  });
});

server.on('error', (err) => {
  console.error(err);
  process.exit(1);
});

server.listen({ port: 4555, host: '0.0.0.0', backlog: 1 });
