const net = require('net');

const server = net.createServer((sock) => {
  sock.setTimeout(10000, () => sock.destroy());
  sock.on('error', () => sock.destroy());
  let buf = '';
  sock.on('data', (d) => {
    buf += d;
    const i = buf.indexOf('\n');
    if (i < 0) return;
    const answer = lookup(buf.slice(0, i));
    sock.write(answer + '\n');
    // avoids TIME_WAIT on this side
    sock.resetAndDestroy();
  });
});

function lookup(k) {
  return String(process.env[k] || '');
}

server.listen({ port: 5151, backlog: 511 });
