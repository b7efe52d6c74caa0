import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

async function tryConnect(host, port) {
  const sock = new net.Socket();
  const up = new Promise((resolve, reject) => {
    sock.once('connect', () => resolve(sock));
    sock.once('error', reject);
  });
  sock.connect(port, host);
  const winner = await Promise.race([up, delay(1500, null)]);
  if (winner === null) {
    throw new Error(`connect ${host}:${port} timed out`);
  }
  sock.setKeepAlive(true, 15000);
  sock.setTimeout(60000, () => sock.destroy());
  return sock;
}

export async function connectAny(hosts, port) {
  const errors = [];
  for (const h of hosts) {
    try {
      return await tryConnect(h, port);
    } catch (e) {
      errors.push(e);
    }
  }
  throw new AggregateError(errors, 'no host reachable');
}
