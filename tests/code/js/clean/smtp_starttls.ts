import net from 'node:net';
import tls from 'node:tls';
export class SmtpSession {
  private sock: net.Socket | tls.TLSSocket;
  private buf = '';
  private waiter?: { ok: (l: string) => void; no: (e: Error) => void };
  constructor(host: string) {
    this.sock = net.connect({ host, port: 587 });
    this.wire();
  }
  private wire() {
    this.sock.setTimeout(60_000, () => this.sock.destroy(new Error('smtp timeout')));
    this.sock.setEncoding('utf8');
    this.sock.on('data', (d: string) => {
      this.buf += d;
      const i = this.buf.indexOf('\r\n');
      if (i >= 0 && this.waiter) {
        const line = this.buf.slice(0, i);
        this.buf = this.buf.slice(i + 2);
        const w = this.waiter;
        this.waiter = undefined;
        w.ok(line);
      }
    });
    this.sock.on('error', (e) => { this.waiter?.no(e); this.waiter = undefined; });
    this.sock.on('close', () => { this.waiter?.no(new Error('closed')); this.waiter = undefined; });
  }
  private reply(): Promise<string> {
    return new Promise((ok, no) => { this.waiter = { ok, no }; });
  }
  async command(c: string): Promise<string> {
    const r = this.reply();
    this.sock.write(c + '\r\n');
    return r;
  }
  async startTls(host: string) {
    const l = await this.command('STARTTLS');
    if (!l.startsWith('220')) throw new Error(l);
    this.sock.removeAllListeners();
    this.sock = tls.connect({ socket: this.sock, servername: host });
    this.wire();
  }
  quit() { this.sock.end('QUIT\r\n'); }
}
export async function send(host: string, from: string, to: string, body: string) {
  const s = new SmtpSession(host);
  try {
    await s.startTls(host);
    for (const c of [`EHLO me`, `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA']) {
      const l = await s.command(c);
      if (!/^[23]/.test(l)) throw new Error(l);
    }
    await s.command(body + '\r\n.');
  } finally {
    s.quit();
  }
}
