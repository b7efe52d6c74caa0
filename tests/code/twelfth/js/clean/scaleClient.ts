import net from 'node:net';

type Listener = (kg: number, stable: boolean) => void;

/** Truck scale indicator (Mettler continuous output), reconnects by itself. */
export class TruckScale {
  private sock: net.Socket | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private wait = 500;
  private partial = '';

  constructor(
    private readonly addr: { host: string; port: number },
    private readonly listener: Listener,
  ) {}

  start(): this {
    this.stopped = false;
    this.dial();
    return this;
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.sock?.destroy();
    this.sock = null;
  }

  tare(): boolean {
    if (!this.sock?.writable) return false;
    this.sock.write('T\r\n');
    return true;
  }

  private dial(): void {
    const s = net.connect({ ...this.addr, noDelay: true });
    this.sock = s;
    this.partial = '';
    s.setTimeout(4_000);
    s.on('connect', () => { this.wait = 500; });
    s.on('data', (b) => this.frame(b.toString('ascii')));
    s.on('timeout', () => s.destroy(new Error('scale went quiet')));
    s.on('error', (e) => console.warn(`scale ${this.addr.host}: ${e.message}`));
    s.on('close', () => {
      if (this.sock === s) this.sock = null;
      if (!this.stopped) this.later();
    });
  }

  private later(): void {
    this.timer = setTimeout(() => this.dial(), this.wait);
    this.wait = Math.min(this.wait * 2, 30_000);
  }

  private frame(text: string): void {
    const rows = (this.partial + text).split('\r');
    this.partial = (rows.pop() ?? '').slice(-64);
    for (const r of rows) {
      const m = /^\x02(.)\s*(\d+)/.exec(r);
      if (m) this.listener(Number(m[2]), m[1] === 'S');
    }
  }
}
