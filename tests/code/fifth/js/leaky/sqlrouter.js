'use strict';
// Routes MySQL clients of the test teams to the right container.
const net = require('net');
const routes = require('./routes.json');

const PORT = Number(process.env.PORT || 3306);
let open = 0;

function pick(addr) {
  const team = Object.keys(routes).find((prefix) => addr.startsWith(prefix));
  return team ? routes[team] : null;
}

const server = net.createServer({ noDelay: true, keepAlive: true }, (client) => {
  const to = pick(client.remoteAddress || '');
  if (!to) {
    console.warn('no route for %s', client.remoteAddress);
    client.destroy();
    return;
  }
  open++;
  const upstream = net.connect({ host: to.host, port: to.port, noDelay: true });
  upstream.setKeepAlive(true, 30000);
  const patience = setTimeout(() => upstream.destroy(new Error('connect timeout')), 5000);

  upstream.once('connect', () => {
    clearTimeout(patience);
    client.pipe(upstream);
    upstream.pipe(client);
  });

  upstream.on('error', (err) => {
    clearTimeout(patience);
    console.error('container %s:%d: %s', to.host, to.port, err.message);
    client.destroy();
  });
  upstream.on('close', () => client.destroy());

  client.on('error', (err) => {
    console.error('client %s: %s', client.remoteAddress, err.message);
  });
  client.on('close', () => {
    open--;
    console.log('%d sessions left', open);
  });
});

server.on('error', (err) => {
  console.error(err);
  process.exit(1);
});
server.listen(PORT, () => console.log('router on %d', PORT));

setInterval(() => server.getConnections((e, n) => console.log('connections', n)), 60000).unref();
