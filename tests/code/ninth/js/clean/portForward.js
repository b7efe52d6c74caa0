#!/usr/bin/env node
import net from 'node:net';
import { pipeline } from 'node:stream/promises';

const [listenOn, targetHost, targetPort] = process.argv.slice(2);
const live = new Set();

async function forward(client) {
  const target = net.connect({
    host: targetHost,
    port: Number(targetPort),
    noDelay: true,
    keepAlive: true,
    allowHalfOpen: true,
  });
  const guard = setTimeout(() => target.destroy(new Error('connect timed out')), 5000);
  target.once('connect', () => clearTimeout(guard));
  target.once('close', () => clearTimeout(guard));
  client.setNoDelay(true);
  client.setKeepAlive(true, 30000);
  live.add(client);
  const both = new AbortController();
  const oneWay = (a, b) =>
    pipeline(a, b, { signal: both.signal }).catch((e) => {
      both.abort();
      throw e;
    });
  const [up, down] = await Promise.allSettled([oneWay(client, target), oneWay(target, client)]);
  for (const r of [up, down]) {
    if (r.status === 'rejected' && r.reason.name !== 'AbortError') console.warn(r.reason.message);
  }
  client.destroy();
  target.destroy();
  live.delete(client);
}

const server = net.createServer({ allowHalfOpen: true }, (c) => {
  forward(c).catch((e) => {
    console.error('forward', e);
    c.destroy();
  });
});

server.on('error', (e) => {
  console.error(e.message);
  process.exit(1);
});

server.listen(Number(listenOn));

process.on('SIGINT', () => {
  server.close();
  for (const c of live) c.destroy();
});
