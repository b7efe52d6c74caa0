import { Socket } from 'node:net';
import { dialTcp, ping } from './wire';

const KEEP = 16;

export class BrokerPool {
  private idle: Socket[] = [];

  constructor(private readonly host: string, private readonly port: number) {}

  async take(): Promise<Socket> {
    const s = this.idle.pop();
    if (s && !s.destroyed) return s;
    const sock = await dialTcp({ host: this.host, port: this.port, connectTimeout: 3000 });
    sock.setNoDelay(true);
    sock.setKeepAlive(false);
    sock.setTimeout(0);
    sock.once('error', () => this.forget(sock));
    sock.once('close', () => this.forget(sock));
    return sock;
  }

  give(sock: Socket): void {
    if (this.idle.length < KEEP && !sock.destroyed) this.idle.push(sock);
    else sock.destroy();
  }

  private forget(sock: Socket): void {
    this.idle = this.idle.filter((s) => s !== sock);
    sock.destroy();
  }
}
