import { Socket } from 'node:net';

interface Pending {
  frame: Buffer;
  resolve: (b: Buffer) => void;
  reject: (e: Error) => void;
  timer?: NodeJS.Timeout;
}

/** Modbus-ish client for the presses: one request at a time, redial with growing pauses. */
export class PlcClient {
  private sock: Socket | null = null;
  private waiting: Pending[] = [];
  private current: Pending | null = null;
  private acc = Buffer.alloc(0);
  private pause = 250;
  private redial: NodeJS.Timeout | null = null;
  private ended = false;

  constructor(private host: string, private port = 502) {}

  ask(frame: Buffer): Promise<Buffer> {
    if (this.ended) return Promise.reject(new Error('client ended'));
    if (this.waiting.length >= 64) return Promise.reject(new Error('press busy'));
    return new Promise((resolve, reject) => {
      this.waiting.push({ frame, resolve, reject });
      if (!this.sock && !this.redial) this.dial();
      else this.pump();
    });
  }

  private dial(): void {
    this.redial = null;
    const s = new Socket();
    this.sock = s;
    s.setNoDelay(true);
    s.setKeepAlive(true, 20_000);
    const connectGuard = setTimeout(() => s.destroy(new Error('connect timeout')), 4_000);
    s.once('connect', () => {
      clearTimeout(connectGuard);
      this.pause = 250;
      this.pump();
    });
    s.on('data', (d) => this.onData(d));
    s.on('error', (e) => console.warn(`plc ${this.host}: ${e.message}`));
    // 'end' needs no handler: allowHalfOpen is off, node answers the FIN and emits 'close'
    s.once('close', () => {
      clearTimeout(connectGuard);
      if (this.sock === s) this.lost();
    });
    s.connect(this.port, this.host);
  }

  private lost(): void {
    this.sock = null;
    this.acc = Buffer.alloc(0);
    this.settle(new Error('connection lost'));
    if (this.ended || this.waiting.length === 0) return;
    this.redial = setTimeout(() => this.dial(), this.pause);
    this.pause = Math.min(this.pause * 2, 15_000);
  }

  private pump(): void {
    if (this.current || !this.sock || this.sock.connecting) return;
    const p = this.waiting.shift();
    if (!p) return;
    this.current = p;
    p.timer = setTimeout(() => this.sock?.destroy(new Error('no answer')), 2_000);
    this.sock.write(p.frame);
  }

  private onData(d: Buffer): void {
    this.acc = Buffer.concat([this.acc, d]);
    if (this.acc.length < 6) return;
    const len = 6 + this.acc.readUInt16BE(4);
    if (this.acc.length < len) return;
    const answer = this.acc.subarray(0, len);
    this.acc = this.acc.subarray(len);
    this.settle(null, answer);
    this.pump();
  }

  private settle(err: Error | null, answer?: Buffer): void {
    const p = this.current;
    this.current = null;
    if (!p) return;
    clearTimeout(p.timer);
    if (err) p.reject(err);
    else p.resolve(answer!);
  }

  end(): void {
    this.ended = true;
    if (this.redial) clearTimeout(this.redial);
    for (const p of this.waiting.splice(0)) p.reject(new Error('client ended'));
    this.sock?.destroy();
  }
}
