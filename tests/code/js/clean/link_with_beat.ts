import { Socket, connect } from 'node:net';
export class Link {
  private s?: Socket;
  private timer?: NodeJS.Timeout;
  constructor(private host: string, private port: number) {}
  start() { this.dial(); }
  private dial() {
    const s = connect({ host: this.host, port: this.port, noDelay: true });
    this.s = s;
    s.setKeepAlive(true, 10_000);
    s.on('data', (d) => this.onData(d));
    s.on('error', (e) => console.warn(e.message));
    s.on('close', () => {
      if (this.s === s) this.s = undefined;
      this.timer = setTimeout(() => this.dial(), 1000);
    });
    this.beat();
  }
  private beat() {
    const s = this.s;
    if (!s) return;
    s.setTimeout(30_000);
    s.once('timeout', () => s.destroy());
  }
  private onData(_: Buffer) { this.beat(); }
  stop() {
    clearTimeout(this.timer);
    this.s?.destroy();
  }
}
