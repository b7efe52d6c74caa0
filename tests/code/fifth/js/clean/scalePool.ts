import * as net from 'node:net';

interface Held {
  sock: net.Socket;
  parkedAt: number;
}

/** Lines to the warehouse scales' multiplexer. Bounded, idle ones are hung up after 20 s. */
export class ScalePool {
  private readonly idle: Held[] = [];
  private readonly waiters: Array<() => void> = [];
  private open = 0;
  private readonly sweep = setInterval(() => this.evict(), 5_000).unref();

  constructor(private readonly host: string, private readonly port: number, private readonly max = 10) {}

  async weigh(scale: number): Promise<number> {
    const sock = await this.take();
    try {
      const line = await this.ask(sock, `W ${scale}\n`);
      this.park(sock);
      return Number(line);
    } catch (e) {
      sock.destroy();
      throw e;
    }
  }

  private async take(): Promise<net.Socket> {
    for (;;) {
      const h = this.idle.pop();
      if (h && !h.sock.destroyed) return h.sock;
      if (h) continue;
      if (this.open < this.max) return this.dial();
      await new Promise<void>((go) => this.waiters.push(go));
    }
  }

  private dial(): Promise<net.Socket> {
    this.open++;
    return new Promise((resolve, reject) => {
      const s = net.connect({ host: this.host, port: this.port, noDelay: true, keepAlive: true });
      s.setEncoding('ascii');
      s.setTimeout(3_000, () => s.destroy(new Error('scales do not answer')));
      s.once('connect', () => resolve(s));
      s.on('error', reject); // stays on, so that late errors are caught
      s.once('close', () => {
        this.open--;
        const i = this.idle.findIndex((h) => h.sock === s);
        if (i >= 0) this.idle.splice(i, 1);
        this.waiters.shift()?.();
      });
    });
  }

  private ask(s: net.Socket, text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let got = '';
      const onData = (d: string) => {
        got += d;
        const nl = got.indexOf('\n');
        if (nl < 0) return;
        s.off('data', onData);
        s.off('close', onClose);
        resolve(got.slice(0, nl));
      };
      const onClose = () => reject(new Error('line closed'));
      s.setTimeout(3_000);
      s.on('data', onData);
      s.once('close', onClose);
      s.write(text);
    });
  }

  private park(s: net.Socket): void {
    s.setTimeout(0);
    this.idle.push({ sock: s, parkedAt: Date.now() });
    this.waiters.shift()?.();
  }

  private evict(): void {
    const limit = Date.now() - 20_000;
    for (const h of [...this.idle]) if (h.parkedAt < limit) h.sock.destroy();
  }

  close(): void {
    clearInterval(this.sweep);
    for (const h of [...this.idle]) h.sock.end();
  }
}
