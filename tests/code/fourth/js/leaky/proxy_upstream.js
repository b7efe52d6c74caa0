const net = require('node:net');

module.exports = function createProxy({ host, port, log }) {
  return net.createServer((client) => {
    const upstream = net.connect({ host, port, allowHalfOpen: true });
    upstream.setTimeout(5 * 60_000, () => upstream.emit('idle'));
    client.setTimeout(5 * 60_000, () => client.destroy());

    client.on('data', (b) => {
      if (!upstream.write(b)) client.pause();
    });
    upstream.on('drain', () => client.resume());
    upstream.on('data', (b) => client.write(b));
    upstream.on('end', () => client.end());

    client.on('error', (err) => log.warn({ err }, 'client'));
    client.on('close', () => {
      log.debug('client closed');
      upstream.removeAllListeners('data');
    });
    upstream.on('error', (err) => {
      log.warn({ err }, 'upstream');
      client.destroy();
    });
  });
};
