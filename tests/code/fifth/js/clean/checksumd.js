// checksumd: send a file, half-close, get its SHA-256. Needs allowHalfOpen.
const net = require('node:net');
const crypto = require('node:crypto');

const LIMIT = 1024 ** 3;

function onConnection(sock) {
  const hash = crypto.createHash('sha256');
  let bytes = 0;
  let answered = false;

  const answer = (text) => {
    if (answered) return;
    answered = true;
    sock.end(text + '\n'); // our FIN; the socket goes when the peer's is here too
  };

  sock.setTimeout(30_000);
  sock.on('timeout', () => {
    console.log('%s stalls after %d bytes', sock.remoteAddress, bytes);
    sock.destroy();
  });
  sock.on('data', (d) => {
    if (answered) return;
    bytes += d.length;
    if (bytes > LIMIT) {
      answer('ERR too long');
      // keep on reading for a little so that he sees it
      setTimeout(() => sock.destroy(), 2000).unref();
      return;
    }
    hash.update(d);
  });
  sock.on('end', () => answer(hash.digest('hex')));
  sock.on('error', (e) => console.log('%s: %s', sock.remoteAddress, e.message));
}

const server = net.createServer({ allowHalfOpen: true }, onConnection);
server.maxConnections = 1000;
server.on('drop', (d) => console.warn('too many, dropped', d && d.remoteAddress));

server.listen(4600);

for (const sig of ['SIGINT', 'SIGTERM']) {
  process.once(sig, () => {
    server.close(() => process.exit(0));
    setTimeout(() => process.exit(1), 10_000).unref();
  });
}
