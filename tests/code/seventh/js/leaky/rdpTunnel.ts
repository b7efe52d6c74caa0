/* Remote desktop tunnel for the support desk: ticket in the first line, then raw bytes. */
import { createServer, connect, Socket } from 'net';
import { createLogger } from './logger';

const log = createLogger('tunnel');
const MAX_TICKET = 128;

type Resolver = (ticket: string) => Promise<{ host: string; port: number } | undefined>;

function readTicket(client: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const onData = (b: Buffer) => {
      seen = Buffer.concat([seen, b]);
      const nl = seen.indexOf(10);
      if (nl >= 0) {
        client.off('data', onData);
        client.pause();
        if (nl + 1 < seen.length) client.unshift(seen.subarray(nl + 1));
        resolve(seen.subarray(0, nl).toString('ascii').trim());
      } else if (seen.length > MAX_TICKET) {
        reject(new Error('ticket too long'));
      }
    };
    client.on('data', onData);
    client.once('close', () => reject(new Error('closed before ticket')));
  });
}

export function startTunnel(port: number, resolveTicket: Resolver) {
  const server = createServer({ keepAlive: true, noDelay: true }, async (client) => {
    let upstream: Socket | undefined;
    client.setTimeout(15 * 60_000, () => client.destroy(new Error('idle')));
    client.on('error', (err) => log.warn(`client: ${err.message}`));
    try {
      const target = await resolveTicket(await readTicket(client));
      if (client.destroyed) return;
      if (!target) {
        client.end('NO SUCH TICKET\n');
        client.resume();
        return;
      }
      upstream = connect({ ...target, noDelay: true, keepAlive: true });
    } catch (err) {
      log.warn(`refused: ${(err as Error).message}`);
      client.destroy();
      return;
    }
    upstream.on('error', (err) => {
      log.warn(`upstream: ${err.message}`);
      client.destroy();
    });
    upstream.pipe(client);
    client.pipe(upstream);
  });
  server.listen(port);
  return server;
}
