// sidecar: local plain port -> the broker's TLS port
const net = require('net');
const tls = require('tls');
const { pipeline } = require('stream');

const { BROKER_HOST, BROKER_PORT = '8883', LOCAL_PORT = '1883' } = process.env;
const live = new Set();

const server = net.createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 45000 }, (local) => {
  const remote = tls.connect({ host: BROKER_HOST, port: Number(BROKER_PORT), servername: BROKER_HOST });
  remote.setNoDelay(true);
  remote.setKeepAlive(true, 45000);
  const guard = setTimeout(() => remote.destroy(new Error('handshake took too long')), 8000);
  remote.once('secureConnect', () => clearTimeout(guard));
  remote.once('close', () => clearTimeout(guard));

  live.add(local);
  local.once('close', () => live.delete(local));

  // pipeline destroys both ends when one of them fails
  pipeline(local, remote, (e) => e && console.warn('to broker: %s', e.message));
  pipeline(remote, local, (e) => e && console.warn('to client: %s', e.message));
});

server.on('error', (e) => {
  console.error('sidecar: %s', e.message);
  process.exit(1);
});
server.listen(Number(LOCAL_PORT), '127.0.0.1', () => console.log('sidecar on %s', LOCAL_PORT));

function stop() {
  server.close(() => process.exit(0));
  setTimeout(() => {
    for (const s of live) s.destroy();
  }, 5000).unref();
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
