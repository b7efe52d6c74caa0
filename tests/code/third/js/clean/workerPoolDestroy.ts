import * as net from 'node:net';
import { once } from 'node:events';

export class SocketPool {
  private idle: net.Socket[] = [];
  private total = 0;

  constructor(
    private readonly host: string,
    private readonly port: number,
    private readonly max = 16,
  ) {}

  private async open(): Promise<net.Socket> {
    const s = net.connect({ host: this.host, port: this.port, allowHalfOpen: true, noDelay: true });
    s.setKeepAlive(true, 30_000);
    s.on('timeout', () => s.destroy(new Error('timeout')));
    s.on('end', () => this.evict(s));
    s.on('error', (err) => console.warn(`pool: ${err.message}`));
    await once(s, 'connect');
    return s;
  }

  async acquire(): Promise<net.Socket> {
    const s = this.idle.pop();
    if (s) return s;
    if (this.total >= this.max) throw new Error('pool is full');
    this.total++;
    try {
      return await this.open();
    } catch (err) {
      this.total--;
      throw err;
    }
  }

  private evict(s: net.Socket): void {
    const i = this.idle.indexOf(s);
    if (i < 0) return;
    this.idle.splice(i, 1);
    this.total--;
    s.destroy();
  }

  release(s: net.Socket, broken: boolean): void {
    s.setTimeout(0);
    if (broken || s.readableEnded) {
      this.total--;
      s.destroy();
      return;
    }
    this.idle.push(s);
  }

  async use<T>(fn: (s: net.Socket) => Promise<T>): Promise<T> {
    const s = await this.acquire();
    s.setTimeout(10_000);
    let broken = true;
    try {
      const r = await fn(s);
      broken = false;
      return r;
    } finally {
      this.release(s, broken);
    }
  }
}
