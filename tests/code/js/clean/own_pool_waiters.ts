import net from 'node:net';
type Waiter = (s: net.Socket) => void;
export class Pool {
  private idle: net.Socket[] = [];
  private waiters: Waiter[] = [];
  private n = 0;
  constructor(private opts: net.NetConnectOpts, private max = 8) {}
  async acquire(): Promise<net.Socket> {
    for (;;) {
      const s = this.idle.pop();
      if (!s) break;
      if (!s.destroyed) return s;
    }
    if (this.n >= this.max) return new Promise((ok) => this.waiters.push(ok));
    this.n++;
    try {
      return await this.dial();
    } catch (e) {
      this.n--;
      throw e;
    }
  }
  release(s: net.Socket) {
    if (s.destroyed) return;
    const w = this.waiters.shift();
    if (w) w(s);
    else this.idle.push(s);
  }
  private dial(): Promise<net.Socket> {
    return new Promise((ok, no) => {
      const s = net.connect({ ...this.opts, keepAlive: true, noDelay: true } as net.NetConnectOpts);
      s.setTimeout(5000, () => s.destroy(new Error('dial timeout')));
      s.once('error', no);
      s.once('close', () => { this.n--; });
      s.once('connect', () => { s.setTimeout(0); s.off('error', no); s.on('error', () => undefined); ok(s); });
    });
  }
}
