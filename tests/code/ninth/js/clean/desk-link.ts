import net from 'node:net';

/** Keeps a link to the lighting desk; a silent desk is dialled again after the old socket is gone. */
export class DeskLink {
  private sock: net.Socket | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;
  private pause = 500;

  constructor(private readonly host: string, private readonly onCue: (cue: number) => void) {}

  start(): void {
    this.stopped = false;
    this.open();
  }

  private open(): void {
    const s = net.connect({ host: this.host, port: 3032, noDelay: true, keepAlive: true });
    this.sock = s;
    let rest = Buffer.alloc(0);

    s.setTimeout(6_000);        // the desk beats each two seconds
    s.on('connect', () => {
      this.pause = 500;
    });
    s.on('timeout', () => s.destroy(new Error('desk is silent')));
    s.on('data', (d: Buffer) => {
      rest = Buffer.concat([rest, d]);
      let off = 0;
      for (; rest.length - off >= 4; off += 4) {
        const cue = rest.readUInt32BE(off);
        if (cue !== 0) this.onCue(cue);
      }
      rest = rest.subarray(off);
    });
    s.on('error', (e) => console.warn(`desk ${this.host}: ${e.message}`));
    s.on('close', () => {
      if (this.sock === s) this.sock = undefined;
      if (this.stopped) return;
      this.retry = setTimeout(() => this.open(), this.pause);
      this.pause = Math.min(this.pause * 2, 15_000);
    });
  }

  go(cue: number): boolean {
    if (!this.sock || this.sock.connecting) return false;
    const b = Buffer.alloc(4);
    b.writeUInt32BE(cue);
    return this.sock.write(b);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    this.sock?.destroy();
  }
}
