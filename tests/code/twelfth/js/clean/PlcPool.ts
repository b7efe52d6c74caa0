import { createConnection, Socket } from 'net';

interface Slot {
  sock: Socket;
  idleSince: number;
}

/** Leases connections to one PLC. Siemens allows us six, we take four. */
export class PlcPool {
  private readonly idle: Slot[] = [];
  private readonly queue: Array<() => void> = [];
  private open = 0;
  private readonly sweep: NodeJS.Timeout;

  constructor(
    private readonly host: string,
    private readonly port = 102,
    private readonly max = 4,
    private readonly maxIdleMs = 20_000,
  ) {
    this.sweep = setInterval(() => this.evict(), 5_000);
    this.sweep.unref();
  }

  async use<T>(work: (s: Socket) => Promise<T>): Promise<T> {
    const sock = await this.lease();
    let good = false;
    try {
      const value = await work(sock);
      good = true;
      return value;
    } finally {
      if (good && !sock.destroyed && sock.writable) {
        this.idle.push({ sock, idleSince: Date.now() });
      } else {
        sock.destroy();
      }
      this.queue.shift()?.();
    }
  }

  destroy(): void {
    clearInterval(this.sweep);
    for (const s of this.idle.splice(0)) s.sock.destroy();
  }

  private async lease(): Promise<Socket> {
    for (;;) {
      let slot: Slot | undefined;
      while ((slot = this.idle.pop())) {
        if (slot.sock.writable) return slot.sock;
        slot.sock.destroy();
      }
      if (this.open < this.max) return this.dial();
      await new Promise<void>((r) => this.queue.push(r));
    }
  }

  private dial(): Promise<Socket> {
    this.open++;
    return new Promise((resolve, reject) => {
      const s = createConnection({ host: this.host, port: this.port, noDelay: true, keepAlive: true });
      s.setTimeout(5_000, () => s.destroy(new Error('PLC does not answer')));
      s.once('error', reject);
      s.once('close', () => {
        this.open--;
        this.drop(s);
        this.queue.shift()?.();
      });
      s.once('connect', () => {
        s.setTimeout(this.maxIdleMs + 10_000);
        s.off('error', reject);
        s.on('error', () => undefined);   // 'close' follows
        resolve(s);
      });
    });
  }

  private drop(s: Socket): void {
    const i = this.idle.findIndex((x) => x.sock === s);
    if (i >= 0) this.idle.splice(i, 1);
  }

  private evict(): void {
    const limit = Date.now() - this.maxIdleMs;
    for (const x of this.idle.filter((y) => y.idleSince < limit)) x.sock.destroy();
  }
}
