import net from 'node:net';

type Handler = (channel: number, db: number) => void;

/** Link to the digital mixer in the control room. Reconnects when the desk stops sending level frames. */
export class MixerLink {
  private sock?: net.Socket;
  private watchdog?: NodeJS.Timeout;
  private lastFrame = 0;
  private buf = Buffer.alloc(0);

  constructor(private host: string, private onLevel: Handler) {}

  start(): void {
    this.open();
    this.watchdog = setInterval(() => {
      if (Date.now() - this.lastFrame > 5_000) {
        console.warn(`mixer ${this.host} silent, dialling again`);
        this.open();
      }
    }, 1_000);
  }

  stop(): void {
    clearInterval(this.watchdog);
    this.sock?.destroy();
  }

  fader(channel: number, db: number): void {
    const m = Buffer.alloc(4);
    m.writeUInt16BE(channel, 0);
    m.writeInt16BE(Math.round(db * 10), 2);
    this.sock?.write(m);
  }

  private open(): void {
    this.lastFrame = Date.now();
    this.buf = Buffer.alloc(0);
    const s = net.connect({ host: this.host, port: 49280, noDelay: true, keepAlive: true });
    s.on('data', (d: Buffer) => {
      this.lastFrame = Date.now();
      this.consume(d);
    });
    s.on('error', (e) => console.warn(`mixer: ${e.message}`));
    this.sock = s;
  }

  private consume(d: Buffer): void {
    this.buf = Buffer.concat([this.buf, d]);
    while (this.buf.length >= 4) {
      this.onLevel(this.buf.readUInt16BE(0), this.buf.readInt16BE(2) / 10);
      this.buf = this.buf.subarray(4);
    }
  }
}
