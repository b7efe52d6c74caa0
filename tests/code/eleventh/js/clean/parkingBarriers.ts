import { createServer, Socket } from 'node:net';
import type { Logger } from 'pino';

type Barrier = { id: string; sock: Socket; seen: number };

const QUIET_MS = 90_000;

export class BarrierRegistry {
  readonly #byId = new Map<string, Barrier>();

  constructor(private log: Logger) {
    setInterval(() => this.#reap(Date.now()), 15_000).unref();
  }

  listen(port: number) {
    const srv = createServer({ noDelay: true }, (sock) => this.#attach(sock));
    srv.on('error', (err) => this.log.fatal({ err }, 'barrier port'));
    srv.listen(port);
    return srv;
  }

  openGate(id: string): boolean {
    const b = this.#byId.get(id);
    if (!b || b.sock.destroyed) return false;
    b.sock.write('RAISE\n');
    return true;
  }

  #attach(sock: Socket) {
    let me: Barrier | null = null;
    let rest = '';
    sock.setEncoding('utf8');
    sock.setTimeout(QUIET_MS, () => sock.destroy());
    sock.on('data', (s: string) => {
      rest += s;
      const lines = rest.split('\n');
      rest = lines.pop()!;
      if (rest.length > 256) return void sock.destroy();
      for (const l of lines) {
        if (!me) {
          this.#byId.get(l)?.sock.destroy();
          me = { id: l, sock, seen: Date.now() };
          this.#byId.set(l, me);
          this.log.info({ id: l }, 'barrier up');
        } else {
          me.seen = Date.now();
        }
      }
    });
    sock.on('error', (err) => this.log.warn({ err, id: me?.id }, 'barrier socket'));
    sock.on('close', () => {
      if (me && this.#byId.get(me.id) === me) this.#byId.delete(me.id);
    });
  }

  #reap(now: number) {
    for (const b of this.#byId.values()) {
      if (now - b.seen <= QUIET_MS) continue;
      this.#byId.delete(b.id);
      b.sock.destroy();
      this.log.warn({ id: b.id }, 'barrier silent, closed');
    }
  }
}
