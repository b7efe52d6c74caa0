import * as net from 'node:net';
import { AccessList } from './access-list';

const READ_TIMEOUT = 120_000;

/*
 * Stadium entry. Around 900 turnstiles keep one line open to us each; they all
 * come back at the same moment when the stand switches are power cycled.
 */
export function startHub(list: AccessList, port: number): net.Server {
  const hub = net.createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 20_000 }, (sock) => {
    let acc = '';
    sock.setEncoding('ascii');
    sock.setTimeout(READ_TIMEOUT, () => {
      console.info('turnstile %s quiet, dropping', sock.remoteAddress);
      sock.destroy();
    });

    sock.on('data', (part: string) => {
      acc += part;
      let cut: number;
      while ((cut = acc.indexOf('\n')) !== -1) {
        const ticket = acc.slice(0, cut).trim();
        acc = acc.slice(cut + 1);
        if (ticket === 'PING') {
          sock.write('PONG\n');
          continue;
        }
        const verdict = list.admit(ticket);
        sock.write(verdict.ok ? `OPEN ${verdict.gate}\n` : `STAY ${verdict.why}\n`);
      }
      if (acc.length > 1024) sock.destroy();
    });
    sock.on('error', (err) => {
      console.warn('turnstile %s: %s', sock.remoteAddress, err.message);
    });
  });

  hub.on('error', (err) => {
    console.error('hub cannot run', err);
    process.exit(2);
  });
  hub.listen({ port, host: '0.0.0.0', backlog: 4 }, () => {
    console.info('hub ready on', port);
  });
  return hub;
}
