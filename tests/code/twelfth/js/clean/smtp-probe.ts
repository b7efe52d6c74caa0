import { connect, Socket } from 'node:net';
import { hostname } from 'node:os';
import { once } from 'node:events';

export interface ProbeResult {
  mx: string;
  reachable: boolean;
  code?: number;
  detail: string;
  ms: number;
}

class ReplyReader {
  private text = '';
  private readonly it: AsyncIterator<Buffer>;

  constructor(sock: Socket) {
    this.it = sock[Symbol.asyncIterator]();
  }

  async reply(): Promise<{ code: number; text: string }> {
    for (;;) {
      const m = /^(?:\d{3}-.*\r\n)*(\d{3}) (.*)\r\n/.exec(this.text);
      if (m) {
        this.text = this.text.slice(m[0].length);
        return { code: Number(m[1]), text: m[2] };
      }
      const { value, done } = await this.it.next();
      if (done) throw new Error('server hung up');
      this.text += value.toString('latin1');
      if (this.text.length > 16_384) throw new Error('reply too long');
    }
  }
}

export async function probe(mx: string, sender: string, rcpt: string): Promise<ProbeResult> {
  const t0 = Date.now();
  const sock = connect({ host: mx, port: 25, noDelay: true });
  sock.setTimeout(15_000, () => sock.destroy(new Error('timed out')));
  const result = (reachable: boolean, detail: string, code?: number): ProbeResult => ({
    mx, reachable, detail, code, ms: Date.now() - t0,
  });

  try {
    await once(sock, 'connect');
    const rd = new ReplyReader(sock);
    const hello = await rd.reply();
    if (hello.code !== 220) return result(true, hello.text, hello.code);

    let last = hello;
    for (const cmd of [`EHLO ${hostname()}`, `MAIL FROM:<${sender}>`, `RCPT TO:<${rcpt}>`]) {
      sock.write(cmd + '\r\n');
      last = await rd.reply();
      if (last.code >= 400) break;
    }
    sock.write('QUIT\r\n');
    await rd.reply();
    return result(true, last.text, last.code);
  } catch (e) {
    return result(false, (e as Error).message);
  } finally {
    sock.on('error', () => undefined);
    sock.destroy();
  }
}
