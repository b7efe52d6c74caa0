const http = require('http');
const net = require('net');

const server = http.createServer();
server.on('connect', (req, sock, head) => {
  const [host, port] = req.url.split(':');
  if (port !== '443') {
    sock.write('HTTP/1.1 403 Forbidden\r\n\r\n'); // expect: close-wait-leak
    return;
  }
  const up = net.connect(port, host, () => {
    sock.write('HTTP/1.1 200 OK\r\n\r\n');
    up.write(head);
    up.pipe(sock);
    sock.pipe(up);
  });
  up.on('error', () => sock.destroy());
  sock.on('error', () => up.destroy());
});
