#!/usr/bin/env node
// usage: tcp-tunnel LOCALPORT HOST PORT
import net from 'node:net';

const [localPort, host, port] = process.argv.slice(2);
let active = 0;

const stats = setInterval(() => console.log(`${active} tunnels`), 60_000);
stats.unref();

const server = net.createServer((client) => {
  const upstream = net.connect({ host, port: Number(port), noDelay: true, keepAlive: true });
  active += 1;
  client.setNoDelay(true);
  client.setKeepAlive(true, 30_000);
  upstream.setTimeout(10_000, () => upstream.destroy(new Error('no answer from target')));
  upstream.once('connect', () => {
    upstream.setTimeout(0);
    client.pipe(upstream);
    upstream.pipe(client);
  });

  client.on('error', (e) => {
    console.warn(`client ${client.remoteAddress}: ${e.code}`);
    upstream.destroy();
  });

  upstream.on('error', (e) => {
    console.warn(`target ${host}:${port}: ${e.message}`);
  });

  client.on('close', () => {
    active -= 1;
    upstream.destroy();
  });
});

server.listen(Number(localPort), '127.0.0.1', () => {
  console.log(`tunnel 127.0.0.1:${localPort} -> ${host}:${port}`);
});

process.on('SIGTERM', () => server.close(() => process.exit(0)));
