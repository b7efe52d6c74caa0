import * as net from 'net';

/** Minimal Modbus/TCP holding register reader for the boiler room PLCs. */
export class PlcClient {
  private tid = 0;
  private readonly waiting = new Map<number, { ok: (b: Buffer) => void; fail: (e: Error) => void }>();
  private rx = Buffer.alloc(0);

  private constructor(private readonly sock: net.Socket) {
    sock.setNoDelay(true);
    sock.setKeepAlive(true, 30_000);
    sock.on('timeout', () => sock.destroy(new Error('plc silent')));
    sock.on('data', (d) => this.onData(d));
    sock.on('error', (e) => this.failAll(e));
    sock.on('close', () => this.failAll(new Error('plc connection closed')));
  }

  static open(host: string, port = 502, ms = 3000): Promise<PlcClient> {
    return new Promise((resolve, reject) => {
      const sock = net.connect(port, host);
      const timer = setTimeout(() => {
        reject(new Error(`no answer from ${host} within ${ms} ms`));
      }, ms);
      sock.once('error', (e) => {
        clearTimeout(timer);
        reject(e);
      });
      sock.once('connect', () => {
        clearTimeout(timer);
        resolve(new PlcClient(sock));
      });
    });
  }

  readHolding(unit: number, addr: number, n: number): Promise<Buffer> {
    const id = (this.tid = (this.tid + 1) & 0xffff);
    const f = Buffer.alloc(12);
    f.writeUInt16BE(id, 0);
    f.writeUInt16BE(6, 4);
    f.writeUInt8(unit, 6);
    f.writeUInt8(3, 7);
    f.writeUInt16BE(addr, 8);
    f.writeUInt16BE(n, 10);
    return new Promise((ok, fail) => {
      this.waiting.set(id, { ok, fail });
      this.sock.setTimeout(5000);
      this.sock.write(f);
    });
  }

  close(): void {
    this.sock.destroy();
  }

  private onData(d: Buffer): void {
    this.rx = Buffer.concat([this.rx, d]);
    while (this.rx.length >= 6) {
      const len = 6 + this.rx.readUInt16BE(4);
      if (this.rx.length < len) return;
      const id = this.rx.readUInt16BE(0);
      this.waiting.get(id)?.ok(this.rx.subarray(9, len));
      this.waiting.delete(id);
      this.rx = this.rx.subarray(len);
    }
    if (this.waiting.size === 0) this.sock.setTimeout(0);
  }

  private failAll(e: Error): void {
    for (const w of this.waiting.values()) w.fail(e);
    this.waiting.clear();
  }
}
