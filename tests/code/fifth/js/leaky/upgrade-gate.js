// Front of the notebook servers: checks the cookie and splices web sockets to the user's kernel.
const http = require('http');
const net = require('net');
const { sessionOf } = require('./cookies');
const { kernelOf } = require('./kernels');

const server = http.createServer((req, res) => {
  res.writeHead(404, { 'content-type': 'text/plain' });
  res.end('web sockets only\n');
});
server.headersTimeout = 10_000;
server.requestTimeout = 20_000;

server.on('upgrade', async (req, socket, head) => {
  socket.on('error', () => socket.destroy());

  let session;
  try {
    session = await sessionOf(req.headers.cookie);
  } catch (err) {
    console.error('session store:', err.message);
    socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
    return;
  }

  const kernel = session && kernelOf(session.user);
  if (!kernel) {
    console.warn(`upgrade of ${req.url} without a kernel (${req.socket.remoteAddress})`);
    return;
  }

  const back = net.connect({ host: kernel.host, port: kernel.port, noDelay: true });
  back.setTimeout(5000, () => back.destroy());
  back.once('connect', () => {
    back.setTimeout(0);
    back.setKeepAlive(true, 60_000);
    const lines = [`${req.method} ${req.url} HTTP/1.1`];
    for (let i = 0; i < req.rawHeaders.length; i += 2) {
      lines.push(`${req.rawHeaders[i]}: ${req.rawHeaders[i + 1]}`);
    }
    back.write(lines.join('\r\n') + '\r\n\r\n');
    if (head.length) back.write(head);
    socket.setKeepAlive(true, 60_000);
    socket.pipe(back).pipe(socket);
  });
  back.on('error', (err) => console.warn('kernel:', err.message));
  back.on('close', () => socket.destroy());
  socket.on('close', () => back.destroy());
});

server.listen(8443, '127.0.0.1');
