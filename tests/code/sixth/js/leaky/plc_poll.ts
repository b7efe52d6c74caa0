import * as net from 'node:net';

interface Pending {
  resolve(v: Buffer): void;
  reject(e: Error): void;
}

/** Modbus/TCP master, one request at a time. */
export class Plc {
  private tid = 0;
  private buf = Buffer.alloc(0);
  private waiting?: Pending;
  private sock?: net.Socket;

  constructor(private readonly host: string) {}

  private link(): net.Socket {
    if (this.sock && !this.sock.destroyed) return this.sock;
    this.buf = Buffer.alloc(0);
    const s = net.connect({ host: this.host, port: 502, noDelay: true });
    s.setTimeout(0);
    s.on('data', (d) => this.onData(d));
    s.on('error', (e) => this.settle(e));
    s.on('close', () => this.settle(new Error('PLC closed')));
    this.sock = s;
    return s;
  }

  private settle(e: Error): void {
    this.waiting?.reject(e);
    this.waiting = undefined;
  }

  private onData(d: Buffer): void {
    this.buf = Buffer.concat([this.buf, d]);
    if (this.buf.length < 6) return;
    const need = 6 + this.buf.readUInt16BE(4);
    if (this.buf.length < need) return;
    this.waiting?.resolve(this.buf.subarray(6, need));
    this.waiting = undefined;
    this.buf = this.buf.subarray(need);
  }

  read(unit: number, from: number, count: number): Promise<Buffer> {
    const q = Buffer.alloc(12);
    q.writeUInt16BE(++this.tid & 0xffff, 0);
    q.writeUInt16BE(6, 4);
    q.set([unit, 3], 6);
    q.writeUInt16BE(from, 8);
    q.writeUInt16BE(count, 10);
    return new Promise((resolve, reject) => {
      if (this.waiting) return reject(new Error('busy'));
      this.waiting = { resolve, reject };
      this.link().write(q);
    });
  }
}

export async function cycle(plc: Plc, out: (v: number) => void): Promise<never> {
  for (;;) {
    const a = await plc.read(1, 100, 2);
    out(a.readInt16BE(3));
    await new Promise((r) => setTimeout(r, 1000));
  }
}
