import { connect, Socket } from 'node:net';

type Waiter = { ok: (v: Buffer) => void; no: (e: Error) => void; timer: NodeJS.Timeout };

/** Multiplexed RPC: u32 length, u32 id, payload. */
export class RpcLink {
  private sock?: Socket;
  private id = 0;
  private readonly waiting = new Map<number, Waiter>();
  private inbox: Buffer = Buffer.alloc(0);

  constructor(private readonly host: string, private readonly port: number, private readonly limitMs = 5000) {}

  call(payload: Buffer): Promise<Buffer> {
    const id = (this.id = (this.id + 1) >>> 0);
    return new Promise((ok, no) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        no(new Error(`rpc ${id}: no answer in ${this.limitMs} ms`));
      }, this.limitMs);
      this.waiting.set(id, { ok, no, timer });
      const frame = Buffer.allocUnsafe(8 + payload.length);
      frame.writeUInt32BE(payload.length, 0);
      frame.writeUInt32BE(id, 4);
      payload.copy(frame, 8);
      this.link().write(frame);
    });
  }

  private link(): Socket {
    if (this.sock && this.sock.writable) return this.sock;
    const s = connect({ host: this.host, port: this.port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 20000 });
    this.sock = s;
    this.inbox = Buffer.alloc(0);
    s.on('data', (d) => s === this.sock && this.onData(s, d));
    s.on('error', (e) => console.warn('rpc: %s', e.message));
    s.on('close', () => {
      if (s !== this.sock) return;
      this.sock = undefined;
      for (const w of this.waiting.values()) {
        clearTimeout(w.timer);
        w.no(new Error('rpc link closed'));
      }
      this.waiting.clear();
    });
    return s;
  }

  private onData(s: Socket, d: Buffer): void {
    this.inbox = this.inbox.length ? Buffer.concat([this.inbox, d]) : d;
    while (this.inbox.length >= 8) {
      const len = this.inbox.readUInt32BE(0);
      if (len > 1 << 24) {
        s.destroy(new Error('frame too long'));
        return;
      }
      if (this.inbox.length < 8 + len) return;
      const w = this.waiting.get(this.inbox.readUInt32BE(4));
      this.waiting.delete(this.inbox.readUInt32BE(4));
      if (w) {
        clearTimeout(w.timer);
        w.ok(this.inbox.subarray(8, 8 + len));
      }
      this.inbox = this.inbox.subarray(8 + len);
    }
  }

  close(): void {
    this.sock?.end();
  }
}
