import * as net from 'net';

interface Waiter {
  resolve(v: Buffer): void;
  reject(e: Error): void;
  timer: NodeJS.Timeout;
}

export class RpcClient {
  private readonly waiting = new Map<number, Waiter>();
  private seq = 0;
  private acc = Buffer.alloc(0);

  private constructor(private readonly socket: net.Socket) {
    socket.on('data', (d) => this.onData(d));
    socket.on('error', (e) => this.fail(e));
    socket.on('close', () => this.fail(new Error('connection closed')));
  }

  static connect(port: number, host: string): Promise<RpcClient> {
    return new Promise((resolve, reject) => {
      const s = net.connect({ port, host, noDelay: true, keepAlive: true, keepAliveInitialDelay: 20_000 });
      const timer = setTimeout(() => s.destroy(new Error('connect timeout')), 3_000);
      s.once('error', reject);
      s.once('connect', () => {
        clearTimeout(timer);
        s.off('error', reject);
        resolve(new RpcClient(s));
      });
    });
  }

  call(body: Buffer, ms = 2_000): Promise<Buffer> {
    const id = ++this.seq;
    const frame = Buffer.allocUnsafe(8 + body.length);
    frame.writeUInt32BE(id, 0);
    frame.writeUInt32BE(body.length, 4);
    body.copy(frame, 8);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(new Error('rpc timeout'));
      }, ms);
      this.waiting.set(id, { resolve, reject, timer });
      this.socket.write(frame);
    });
  }

  private onData(d: Buffer): void {
    this.acc = Buffer.concat([this.acc, d]);
    while (this.acc.length >= 8 && this.acc.length >= 8 + this.acc.readUInt32BE(4)) {
      const end = 8 + this.acc.readUInt32BE(4);
      const w = this.waiting.get(this.acc.readUInt32BE(0));
      if (w) {
        clearTimeout(w.timer);
        this.waiting.delete(this.acc.readUInt32BE(0));
        w.resolve(Buffer.from(this.acc.subarray(8, end)));
      }
      this.acc = this.acc.subarray(end);
    }
  }

  private fail(e: Error): void {
    for (const w of this.waiting.values()) {
      clearTimeout(w.timer);
      w.reject(e);
    }
    this.waiting.clear();
    this.socket.destroy();
  }

  close(): void { this.socket.end(); }
}
