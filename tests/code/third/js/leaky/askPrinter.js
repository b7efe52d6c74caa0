import net from 'node:net';

const STATUS = Buffer.from([0x1b, 0x76]);

/**
 * Asks an ESC/POS printer for its paper status.
 * @returns {Promise<'ok'|'low'|'out'>}
 */
export function paperStatus(host, { port = 9100, timeout = 3000 } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.createConnection({ host, port, allowHalfOpen: true });
    socket.setTimeout(timeout);

    socket.once('connect', () => socket.write(STATUS));

    socket.once('data', (buf) => {
      const b = buf[0];
      socket.destroy();
      if (b & 0x0c) resolve('out');
      else if (b & 0x03) resolve('low');
      else resolve('ok');
    });

    socket.once('timeout', () => {
      reject(new Error(`printer ${host} does not answer`));
    });

    socket.once('error', (err) => {
      socket.destroy();
      reject(err);
    });
  });
}

export async function statusOfAll(hosts) {
  const results = await Promise.allSettled(hosts.map((h) => paperStatus(h)));
  return Object.fromEntries(
    results.map((r, i) => [hosts[i], r.status === 'fulfilled' ? r.value : String(r.reason)]),
  );
}
