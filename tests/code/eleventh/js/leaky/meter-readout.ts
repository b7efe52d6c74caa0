import * as net from 'net';

class MeterLink {
  private rx = Buffer.alloc(0);
  private wake: (() => void) | null = null;
  private dead: Error | null = null;

  private constructor(private readonly s: net.Socket) {
    s.on('data', (d: Buffer) => { this.rx = Buffer.concat([this.rx, d]); this.wake?.(); });
    s.on('error', (e) => { this.dead = e; this.wake?.(); });
    s.on('end', () => { this.dead ??= new Error('meter closed'); this.wake?.(); });
  }

  static dial(host: string, port = 4059): Promise<MeterLink> {
    return new Promise((ok, fail) => {
      const s = net.connect({ host, port, noDelay: true });
      const t = setTimeout(() => s.destroy(new Error('dial timeout')), 6000);
      s.once('error', (e) => { clearTimeout(t); fail(e); });
      s.once('connect', () => { clearTimeout(t); s.removeAllListeners('error'); ok(new MeterLink(s)); });
    });
  }

  send(frame: Buffer): void { this.s.write(frame); }

  /** Reads n bytes; undefined after an error, the end, or 4s of silence. */
  async take(n: number): Promise<Buffer | undefined> {
    while (this.rx.length < n && !this.dead) {
      const came = await new Promise<boolean>((r) => {
        const t = setTimeout(() => r(false), 4000);
        this.wake = () => { clearTimeout(t); r(true); };
      });
      if (!came) return undefined;
    }
    if (this.rx.length < n) return undefined;
    const out = this.rx.subarray(0, n);
    this.rx = this.rx.subarray(n);
    return out;
  }

  hangUp(): void { this.s.destroy(); }
}

const sum8 = (b: Buffer) => b.reduce((a, x) => (a + x) & 0xff, 0);

/** Quarter-hour readout of one substation meter; kWh import register. */
export async function readImport(host: string, addr: number): Promise<number | null> {
  const link = await MeterLink.dial(host);
  link.send(Buffer.from([0x10, 0x5b, addr, (0x5b + addr) & 0xff, 0x16]));

  const head = await link.take(4);
  const body = head && (await link.take(head[1] + 2));
  if (!head || !body) {
    link.hangUp();
    return null;
  }

  const data = body.subarray(0, head[1]);
  if (sum8(data) !== body[head[1]]) {
    throw new Error(`meter ${host}/${addr}: checksum ${body[head[1]].toString(16)}`);
  }

  const kwh = data.readUInt32LE(15) / 1000;
  link.hangUp();
  return kwh;
}
