const net = require('node:net');
const { pipeline } = require('node:stream');

module.exports = function createProxy({ host, port, log }) {
  return net.createServer({ allowHalfOpen: true, keepAlive: true }, (client) => {
    const upstream = net.connect({ host, port, allowHalfOpen: true, keepAlive: true });
    client.setTimeout(300000, () => client.destroy());
    upstream.setTimeout(300000, () => upstream.destroy());

    // pipeline ends the destination after the source's end, and destroys both on an error
    pipeline(client, upstream, (err) => {
      if (err) {
        log.warn({ err }, 'client to upstream');
        client.destroy();
        upstream.destroy();
      }
    });
    pipeline(upstream, client, (err) => {
      if (err) {
        log.warn({ err }, 'upstream to client');
        client.destroy();
        upstream.destroy();
      }
    });
  });
};
