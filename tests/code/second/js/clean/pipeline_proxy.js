'use strict';
const net = require('net');
const { pipeline } = require('stream');

function forward(client, target) {
  const upstream = net.connect(target);
  upstream.setNoDelay(true);
  // pipeline destroys both streams when one of them fails
  pipeline(client, upstream, (err) => {
    if (err) client.destroy();
  });
  pipeline(upstream, client, (err) => {
    if (err) upstream.destroy();
  });
}

function listen(port, target) {
  const live = new Set();
  const server = net.createServer((client) => {
    live.add(client);
    client.on('close', () => live.delete(client));
    forward(client, target);
  });
  server.listen(port);
  return () => {
    server.close();
    for (const c of live) c.destroy();
  };
}

module.exports = { listen };
