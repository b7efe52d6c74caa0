import net from 'node:net';
import { once } from 'node:events';

interface Entry {
  sock: net.Socket;
  idleSince: number;
}

/** Pool of lines to the beacon locator. Lines idle for longer than 30 s are closed. */
export class BeaconPool {
  private idle: Entry[] = [];
  private out = 0;
  private readonly sweeper: NodeJS.Timeout;

  constructor(private host: string, private port: number, private max = 10) {
    this.sweeper = setInterval(() => this.sweep(), 5_000);
    this.sweeper.unref();
  }

  async use<T>(job: (s: net.Socket) => Promise<T>): Promise<T> {
    const sock = await this.take();
    try {
      const result = await job(sock);
      this.give(sock);
      return result;
    } catch (e) {
      sock.destroy();
      throw e;
    } finally {
      this.out--;
    }
  }

  private async take(): Promise<net.Socket> {
    let e: Entry | undefined;
    while ((e = this.idle.pop())) {
      if (!e.sock.destroyed && e.sock.writable) {
        this.out++;
        return e.sock;
      }
      e.sock.destroy();
    }
    if (this.out >= this.max) throw new Error('beacon locator: all lines in use');
    this.out++;
    const sock = net.connect({ host: this.host, port: this.port, noDelay: true });
    try {
      await once(sock, 'connect', { signal: AbortSignal.timeout(3_000) });
    } catch (err) {
      this.out--;
      sock.on('error', () => undefined);
      sock.destroy();
      throw err;
    }
    sock.on('error', (err) => console.warn('beacon line', err.message));
    sock.on('close', () => {
      this.idle = this.idle.filter((x) => x.sock !== sock);
    });
    return sock;
  }

  private give(sock: net.Socket): void {
    if (sock.destroyed || !sock.writable) sock.destroy();
    else {
      sock.resume(); // so that the end of the line is noticed while it rests here
      this.idle.push({ sock, idleSince: Date.now() });
    }
  }

  private sweep(): void {
    const limit = Date.now() - 30_000;
    for (const e of this.idle) if (e.idleSince < limit) e.sock.destroy();
    this.idle = this.idle.filter((e) => !e.sock.destroyed);
  }

  close(): void {
    clearInterval(this.sweeper);
    this.idle.forEach((e) => e.sock.destroy());
    this.idle = [];
  }
}
