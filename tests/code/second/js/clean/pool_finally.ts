import { Socket, connect } from 'node:net';
import { once } from 'node:events';

type Job<T> = (s: Socket) => Promise<T>;

export class SocketPool {
  private idle: Socket[] = [];

  constructor(private readonly host: string, private readonly port: number, private readonly max = 8) {}

  private async open(): Promise<Socket> {
    const s = connect({ host: this.host, port: this.port });
    try {
      await once(s, 'connect');
    } catch (e) {
      s.destroy();
      throw e;
    }
    s.once('close', () => {
      const i = this.idle.indexOf(s);
      if (i >= 0) this.idle.splice(i, 1);
    });
    s.on('error', () => s.destroy());
    return s;
  }

  async run<T>(job: Job<T>): Promise<T> {
    const s = this.idle.pop() ?? (await this.open());
    let ok = false;
    try {
      const r = await job(s);
      ok = true;
      return r;
    } finally {
      if (ok && !s.destroyed && this.idle.length < this.max) this.idle.push(s);
      else s.destroy();
    }
  }

  stop(): void {
    for (const s of this.idle.splice(0)) s.destroy();
  }
}
