import { createServer, Server, Socket } from 'node:net';
import type { TicketValidator } from './validator';

export interface GateOptions {
  port: number;
  host?: string;
  idleMs?: number;
}

/** All 180 turnstiles of the stadium reconnect at once when the power comes back. */
export function startTicketGate(validator: TicketValidator, opts: GateOptions): Server {
  const server = createServer({ noDelay: true }, (sock: Socket) => {
    let pending = '';
    sock.setEncoding('utf8');
    sock.setTimeout(opts.idleMs ?? 120_000, () => sock.destroy());
    sock.on('error', (e) => console.warn(`turnstile ${sock.remoteAddress}: ${e.message}`));
    sock.on('data', async (chunk: string) => {
      pending += chunk;
      if (pending.length > 4096) {
        sock.destroy();
        return;
      }
      const codes = pending.split('\n');
      pending = codes.pop() ?? '';
      for (const code of codes) {
        try {
          const ok = await validator.check(code.trim());
          if (sock.writable) sock.write(ok ? 'OPEN\n' : 'DENY\n');
        } catch (e) {
          console.error('validator', e);
          sock.destroy();
        }
      }
    });
  });

  server.on('error', (e) => console.error('gate server', e));
  server.listen({ port: opts.port, host: opts.host ?? '0.0.0.0', backlog: 2 }, () => {
    console.info(`gate listening on ${opts.port}`);
  });
  return server;
}
