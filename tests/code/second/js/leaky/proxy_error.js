'use strict';
const net = require('net');

const links = new Map();

function key(s) {
  return `${s.remoteAddress}:${s.remotePort}`;
}

const server = net.createServer({ allowHalfOpen: true }, (client) => {
  const upstream = net.connect({ host: '127.0.0.1', port: 5432, allowHalfOpen: true });
  const id = key(client);
  links.set(id, { client, upstream, bytes: 0 });

  client.on('data', (d) => {
    links.get(id).bytes += d.length;
    if (!upstream.write(d)) client.pause();
  });
  upstream.on('drain', () => client.resume());
  upstream.on('data', (d) => {
    if (!client.write(d)) upstream.pause();
  });
  client.on('drain', () => upstream.resume());

  client.on('end', () => upstream.end());
  upstream.on('end', () => client.end());

  client.on('error', () => upstream.destroy());
  upstream.on('error', (err) => {
    console.error('upstream for %s: %s', id, err.code);
  });
  upstream.on('close', () => console.log('%s done', id));
  client.on('close', () => links.delete(id));
});

server.listen(6432);
