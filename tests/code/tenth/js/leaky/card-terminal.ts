import { connect, Socket } from 'node:net';

const STX = 0x02;
const ETX = 0x03;

export interface AuthReply {
  approved: boolean;
  code: string;
}

function lrc(b: Buffer): number {
  let x = 0;
  for (const v of b) x ^= v;
  return x ^ ETX;
}

/**
 * Talks to the payment terminal on the counter. One transaction at a time:
 * we send a frame, the terminal answers with one.
 */
export class CardTerminal {
  private acc: Buffer = Buffer.alloc(0);
  private pending: { done: (r: AuthReply) => void; fail: (e: Error) => void } | null = null;

  private constructor(private sock: Socket) {
    sock.setKeepAlive(true, 20_000);
    sock.on('data', (d) => this.feed(d));
    sock.on('error', (e) => this.abort(e));
    sock.on('close', () => this.abort(new Error('terminal hung up')));
  }

  static dial(host: string): Promise<CardTerminal> {
    return new Promise((ok, fail) => {
      const s = connect({ host, port: 20007 });
      s.setTimeout(8_000, () => s.destroy(new Error('terminal unreachable')));
      s.once('error', fail);
      s.once('connect', () => {
        s.removeAllListeners('timeout');
        s.setTimeout(0);
        ok(new CardTerminal(s));
      });
    });
  }

  authorise(cents: number, ref: string): Promise<AuthReply> {
    if (this.pending) return Promise.reject(new Error('terminal busy'));
    const body = Buffer.from(`AUTH|${cents}|${ref}`, 'latin1');
    return new Promise<AuthReply>((done, fail) => {
      const t = setTimeout(() => this.sock.destroy(new Error('cardholder took too long')), 90_000);
      this.pending = {
        done: (r) => { clearTimeout(t); done(r); },
        fail: (e) => { clearTimeout(t); fail(e); },
      };
      this.sock.write(Buffer.from([STX, body.length >> 8, body.length & 0xff]));
      this.sock.write(body);
      this.sock.write(Buffer.from([ETX, lrc(body)]));
    });
  }

  close(): void {
    this.sock.end();
    this.sock.setTimeout(2_000, () => this.sock.destroy());
  }

  private feed(d: Buffer): void {
    this.acc = Buffer.concat([this.acc, d]);
    const end = this.acc.indexOf(ETX, 3);
    if (end < 0 || end + 1 >= this.acc.length) return;
    const [verdict, code] = this.acc.subarray(3, end).toString('latin1').split('|');
    this.acc = this.acc.subarray(end + 2);
    const p = this.pending;
    this.pending = null;
    p?.done({ approved: verdict === 'OK', code: code ?? '' });
  }

  private abort(e: Error): void {
    const p = this.pending;
    this.pending = null;
    p?.fail(e);
  }
}
