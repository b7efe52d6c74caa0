import net from 'node:net';

type Waiter = { cmd: string; ok(v: string): void; fail(e: Error): void };

/**
 * Truck scale indicator. Commands are answered in order, one line each.
 * Reconnects lazily: the next command after a drop dials again.
 */
export class ScaleLink {
  private sock: net.Socket | null = null;
  private dialing: Promise<net.Socket> | null = null;
  private queue: Waiter[] = [];
  private disposed = false;

  constructor(private readonly host: string, private readonly port = 10001) {}

  async weight(): Promise<number> {
    const r = await this.command('S');
    const m = /^S\s+S\s+([\d.]+)\s*kg$/.exec(r);
    if (!m) throw new Error(`scale not stable: ${r}`);
    return Number(m[1]);
  }

  async command(cmd: string): Promise<string> {
    const s = await this.socket();
    return new Promise<string>((ok, fail) => {
      this.queue.push({ cmd, ok, fail });
      s.setTimeout(4_000);
      s.write(`${cmd}\r\n`);
    });
  }

  dispose(): void {
    this.disposed = true;
    this.sock?.destroy();
  }

  private socket(): Promise<net.Socket> {
    if (this.disposed) return Promise.reject(new Error('scale link disposed'));
    if (this.sock) return Promise.resolve(this.sock);
    this.dialing ??= this.dial().finally(() => { this.dialing = null; });
    return this.dialing;
  }

  private dial(): Promise<net.Socket> {
    return new Promise((resolve, reject) => {
      const s = net.connect({ host: this.host, port: this.port, noDelay: true, keepAlive: true });
      let up = false;
      let rx = '';
      s.setEncoding('ascii');
      s.setTimeout(4_000);
      s.on('timeout', () => s.destroy(new Error('scale does not answer')));
      s.on('connect', () => {
        if (this.disposed) return void s.destroy();
        up = true;
        s.setTimeout(0);
        this.sock = s;
        resolve(s);
      });
      s.on('data', (d: string) => {
        rx += d;
        for (let i = rx.indexOf('\n'); i >= 0; i = rx.indexOf('\n')) {
          this.queue.shift()?.ok(rx.slice(0, i).trim());
          rx = rx.slice(i + 1);
        }
        if (this.queue.length === 0) s.setTimeout(0);
      });
      let cause: Error | undefined;
      s.on('error', (e) => { cause = e; });
      s.on('close', () => {
        const err = cause ?? new Error('scale closed the line');
        if (this.sock === s) this.sock = null;
        if (!up) return reject(err);
        for (const w of this.queue.splice(0)) w.fail(err);
      });
    });
  }
}
