/** Session with a dialysis machine: framed requests, correlation ids, reconnect on demand. */
import { connect, Socket } from 'node:net';

interface Waiting {
  resolve(b: Buffer): void;
  reject(e: Error): void;
  timer: NodeJS.Timeout;
}

export class DialyserClient {
  private sock: Socket | null = null;
  private dialing: Promise<Socket> | null = null;
  private waiting = new Map<number, Waiting>();
  private inbox = Buffer.alloc(0);
  private seq = 0;

  constructor(private host: string, private port: number, private replyMs = 3000) {}

  private link(): Promise<Socket> {
    if (this.sock) return Promise.resolve(this.sock);
    this.dialing ??= new Promise<Socket>((resolve, reject) => {
      const s = connect({ host: this.host, port: this.port, noDelay: true, keepAlive: true });
      const limit = setTimeout(() => s.destroy(new Error('connect timed out')), 5000);
      let reason = new Error('machine closed the link');
      s.on('connect', () => {
        clearTimeout(limit);
        this.sock = s;
        this.dialing = null;
        resolve(s);
      });
      s.on('data', (d) => this.receive(d));
      s.on('error', (e) => (reason = e));
      s.on('close', () => {
        clearTimeout(limit);
        this.dialing = null;
        if (this.sock === s) this.sock = null;
        reject(reason);
        this.abandon(reason);
      });
    });
    return this.dialing;
  }

  private receive(d: Buffer) {
    this.inbox = Buffer.concat([this.inbox, d]);
    while (this.inbox.length >= 6) {
      const len = this.inbox.readUInt16BE(0);
      if (this.inbox.length < 6 + len) return;
      const id = this.inbox.readUInt32BE(2);
      const body = Buffer.from(this.inbox.subarray(6, 6 + len));
      this.inbox = this.inbox.subarray(6 + len);
      const w = this.waiting.get(id);
      if (!w) continue;
      clearTimeout(w.timer);
      this.waiting.delete(id);
      w.resolve(body);
    }
  }

  private abandon(e: Error) {
    this.inbox = Buffer.alloc(0);
    for (const w of this.waiting.values()) {
      clearTimeout(w.timer);
      w.reject(e);
    }
    this.waiting.clear();
  }

  async request(body: Buffer): Promise<Buffer> {
    const s = await this.link();
    const id = ++this.seq >>> 0;
    const head = Buffer.alloc(6);
    head.writeUInt16BE(body.length, 0);
    head.writeUInt32BE(id, 2);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => s.destroy(new Error('no reply')), this.replyMs);
      this.waiting.set(id, { resolve, reject, timer });
      s.write(Buffer.concat([head, body]));
    });
  }

  close() {
    this.sock?.end();
  }
}
