import { createServer, type Socket } from 'node:net';

class Device {
  imei = '';
  private buf = Buffer.alloc(0);

  constructor(readonly socket: Socket, private readonly all: Map<string, Device>) {
    socket.setTimeout(180_000, () => this.drop('idle'));
    socket.on('data', (c) => this.feed(c));
    socket.on('end', () => this.drop('end'));
    socket.on('error', (e) => this.drop(e.message));
  }

  private feed(chunk: Buffer): void {
    this.buf = Buffer.concat([this.buf, chunk]);
    while (this.buf.length >= 17) {
      this.imei = this.buf.toString('ascii', 0, 8);
      this.all.set(this.imei, this);
      this.buf = this.buf.subarray(17);
    }
  }

  drop(why: string): void {
    if (this.all.get(this.imei) === this) this.all.delete(this.imei);
    if (!this.socket.destroyed) console.debug(this.imei, why);
    this.socket.destroy();
  }
}

export function startGate(port: number) {
  const all = new Map<string, Device>();
  const server = createServer({ allowHalfOpen: true }, (s) => void new Device(s, all));
  return { server: server.listen(port), all };
}
