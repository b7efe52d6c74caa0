import * as net from 'net';

type Job = { sku: string; copies: number };
type Handler = (job: Job) => Promise<string>;

const MAX_LINE = 1024;

class PickerSession {
  private buf = '';
  private chain: Promise<void> = Promise.resolve();
  private pending = 0;

  constructor(
    private readonly sock: net.Socket,
    private readonly print: Handler,
    private readonly onGone: (s: PickerSession) => void,
  ) {
    sock.setEncoding('utf8');
    sock.setNoDelay();
    sock.setTimeout(120_000);
    sock.on('data', (t) => this.feed(t.toString()));
    sock.on('end', () => this.finish());
    sock.on('timeout', () => sock.destroy());
    sock.on('error', (e) => console.log('picker', sock.remoteAddress, e.message));
    sock.on('close', () => this.onGone(this));
  }

  close(): void {
    this.sock.destroy();
  }

  private feed(text: string): void {
    this.buf += text;
    let i: number;
    while ((i = this.buf.indexOf('\n')) >= 0) {
      const line = this.buf.slice(0, i).trim();
      this.buf = this.buf.slice(i + 1);
      if (line) this.enqueue(line);
    }
    if (this.buf.length > MAX_LINE) this.sock.destroy();
  }

  private enqueue(line: string): void {
    if (++this.pending === 16) this.sock.pause();
    this.chain = this.chain.then(async () => {
      const answer = await this.handle(line);
      if (this.sock.writable) this.sock.write(answer + '\r\n');
      if (--this.pending === 8) this.sock.resume();
    });
  }

  private async handle(line: string): Promise<string> {
    const m = /^PRINT (\w+) x(\d{1,3})$/.exec(line);
    if (!m) return 'ERR syntax';
    try {
      return 'OK ' + (await this.print({ sku: m[1], copies: Number(m[2]) }));
    } catch (e) {
      return 'ERR ' + (e as Error).message;
    }
  }

  private finish(): void {
    void this.chain.then(() => this.sock.end());
  }
}

export function listen(port: number, print: Handler): () => void {
  const sessions = new Set<PickerSession>();
  const server = net.createServer({ allowHalfOpen: true }, (sock) => {
    sessions.add(new PickerSession(sock, print, (s) => sessions.delete(s)));
  });
  server.on('error', (e) => console.error('gateway', e.message));
  server.listen(port);
  return () => {
    server.close();
    for (const s of sessions) s.close();
  };
}
