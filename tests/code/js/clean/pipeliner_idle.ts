import { connect, type Socket } from 'node:net';
interface Job { req: Buffer; ok: (b: Buffer) => void; no: (e: Error) => void }
export class Pipeliner {
  private jobs: Job[] = [];
  private sock: Socket | null = null;
  private acc = Buffer.alloc(0);
  constructor(private host: string, private port: number) {}
  ask(req: Buffer): Promise<Buffer> {
    return new Promise((ok, no) => {
      this.jobs.push({ req, ok, no });
      const s = this.open();
      const head = Buffer.alloc(4);
      head.writeUInt32BE(req.length);
      s.write(Buffer.concat([head, req]));
    });
  }
  private open(): Socket {
    if (this.sock) return this.sock;
    const s = connect({ host: this.host, port: this.port, noDelay: true, keepAlive: true });
    s.on('data', (d) => {
      this.acc = Buffer.concat([this.acc, d]);
      while (this.acc.length >= 4 && this.acc.length >= 4 + this.acc.readUInt32BE(0)) {
        const n = this.acc.readUInt32BE(0);
        this.jobs.shift()!.ok(this.acc.subarray(4, 4 + n));
        this.acc = this.acc.subarray(4 + n);
      }
    });
    s.on('error', () => undefined);
    s.on('close', () => {
      if (this.sock === s) this.sock = null;
      this.acc = Buffer.alloc(0);
      for (const j of this.jobs.splice(0)) j.no(new Error('closed'));
    });
    s.setTimeout(20_000, () => { if (this.jobs.length) s.destroy(); });
    this.sock = s;
    return s;
  }
  close() { this.sock?.end(); }
}
