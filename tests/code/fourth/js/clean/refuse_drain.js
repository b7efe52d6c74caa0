const net = require('net');

const MAX = 1 << 20;

function refuse(sock, why) {
  sock.removeAllListeners('data');
  sock.resume();
  sock.end('NO ' + why + '\n');
  sock.setTimeout(3000, () => sock.destroy());
}

const server = net.createServer({ allowHalfOpen: true }, (sock) => {
  let head = '';
  sock.setTimeout(15000, () => sock.destroy());
  sock.on('error', () => sock.destroy());
  sock.on('end', () => sock.end());
  sock.on('data', function onData(d) {
    head += d.toString('latin1');
    const i = head.indexOf('\n');
    if (i < 0 && head.length > 1024) return refuse(sock, 'header');
    if (i < 0) return;
    sock.removeListener('data', onData);
    const size = parseInt(head, 10);
    if (!(size > 0 && size <= MAX)) return refuse(sock, 'size');
    store(sock, Buffer.from(head.slice(i + 1), 'latin1'), size);
  });
});

function store(sock, first, size) {
  let got = first.length;
  const check = () => {
    if (got >= size && !sock.writableEnded) sock.end('OK ' + got + '\n');
  };
  sock.on('data', (d) => {
    got += d.length;
    check();
  });
  check();
}

server.listen({ port: 6006, backlog: 511 });
