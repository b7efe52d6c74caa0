// helpers for the e2e suite
import { createServer, connect, AddressInfo, Server, Socket } from 'node:net';
import { once } from 'node:events';

export async function waitForPort(port: number, host = '127.0.0.1', limitMs = 15_000): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    const ok = await new Promise<boolean>((resolve) => {
      const s = connect({ port, host });
      s.setTimeout(500);
      const done = (v: boolean) => () => {
        s.destroy();
        resolve(v);
      };
      s.once('connect', done(true));
      s.once('timeout', done(false));
      s.once('error', done(false));
    });
    if (ok) return;
    if (Date.now() > end) throw new Error(`nothing listens on ${host}:${port}`);
    await new Promise((r) => setTimeout(r, 100));
  }
}

export class BlackHole {
  private readonly socks = new Set<Socket>();
  private constructor(private readonly server: Server) {}

  /** Accepts, reads and never answers. For the timeout tests. */
  static async start(): Promise<BlackHole> {
    const server = createServer();
    const hole = new BlackHole(server);
    server.on('connection', (s) => {
      hole.socks.add(s);
      s.on('error', () => undefined);
      s.on('close', () => hole.socks.delete(s));
      s.resume();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return hole;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.socks.size;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.socks.forEach((s) => s.destroy());
    if (this.server.listening) await once(this.server, 'close');
  }
}
