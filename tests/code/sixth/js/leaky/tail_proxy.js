// Lets support people tail the logs of a box through the jump host: "host port\n", then the stream.
const net = require('net');

const ALLOWED = /^app-\d{2}\.int\.example$/;

function header(sock, cb) {
  let seen = '';
  function onData(d) {
    seen += d.toString('latin1');
    const at = seen.indexOf('\n');
    if (at < 0 && seen.length < 200) return;
    sock.removeListener('data', onData);
    sock.pause();
    const [host, port] = seen.slice(0, Math.max(at, 0)).trim().split(' ');
    cb(host, Number(port));
  }
  sock.on('data', onData);
}

const server = net.createServer((client) => {
  client.setTimeout(20000, () => client.destroy());
  client.on('error', () => client.destroy());
  header(client, (host, port) => {
    if (!ALLOWED.test(host || '') || !port) {
      client.end('not allowed\n');
      client.resume();
      return;
    }
    // logs may be silent for hours from here on
    client.setTimeout(0);
    client.setKeepAlive(true, 30000);
    const up = net.connect({ host, port });
    client.once('close', () => up.destroy());
    up.setKeepAlive(true, 30000);
    const slow = setTimeout(() => up.destroy(new Error('connect timed out')), 5000);
    up.once('connect', () => {
      clearTimeout(slow);
      up.pipe(client).pipe(up);
    });
    up.once('error', (e) => {
      clearTimeout(slow);
      console.error('%s:%d %s', host, port, e.message);
      up.destroy();
    });
  });
});

server.maxConnections = 200;
server.listen(2300, '127.0.0.1');
