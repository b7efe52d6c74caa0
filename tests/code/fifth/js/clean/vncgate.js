const http = require('http');
const net = require('net');
const { WebSocketServer, createWebSocketStream } = require('ws');
const { pipeline } = require('stream');

// Browser consoles of the virtual machines: ws <-> VNC port on the hypervisor

const wss = new WebSocketServer({ noServer: true });

function refuse(socket, status) {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.once('finish', () => socket.destroy());
}

module.exports = function vncgate({ lookup, authorise }) {
  const server = http.createServer((req, res) => res.writeHead(400).end());

  server.on('upgrade', (req, socket, head) => {
    socket.on('error', () => socket.destroy());
    const m = /^\/console\/([0-9a-f-]{36})$/.exec(req.url);
    if (!m) return refuse(socket, '404 Not Found');

    authorise(req.headers, m[1])
      .then((ok) => {
        if (!ok) return refuse(socket, '403 Forbidden');
        if (socket.destroyed) return undefined;
        const { host, port } = lookup(m[1]);
        const vnc = net.connect({ host, port, noDelay: true, keepAlive: true });
        vnc.setTimeout(4000, () => vnc.destroy(new Error('hypervisor does not answer')));
        vnc.once('error', (e) => {
          console.error(m[1], e.message);
          if (!vnc.upgraded) refuse(socket, '502 Bad Gateway');
        });
        vnc.once('connect', () => {
          vnc.setTimeout(0);
          if (socket.destroyed) return vnc.destroy();
          vnc.upgraded = true;
          wss.handleUpgrade(req, socket, head, (ws) => bridge(ws, vnc, m[1]));
        });
      })
      .catch((e) => {
        console.error('authorise', e);
        refuse(socket, '500 Internal Server Error');
      });
  });

  return server;
};

function bridge(ws, vnc, id) {
  const duplex = createWebSocketStream(ws);
  let heard = true;
  const beat = setInterval(() => {
    if (!heard) return ws.terminate();
    heard = false;
    ws.ping();
  }, 30000);
  ws.on('pong', () => { heard = true; });

  const done = (err) => {
    if (err && err.code !== 'ERR_STREAM_PREMATURE_CLOSE') console.log(id, err.message);
    clearInterval(beat);
    vnc.destroy();
    ws.close();
    setTimeout(() => ws.terminate(), 2000).unref();
  };
  pipeline(duplex, vnc, done);
  pipeline(vnc, duplex, done);
}
