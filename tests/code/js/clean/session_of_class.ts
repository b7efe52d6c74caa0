import { createServer } from 'node:net';
const sessions = new Map<number, Session>();
let id = 0;
class Session {
  private buf = '';
  constructor(readonly no: number, private readonly sock: import('node:net').Socket) {
    sock.setEncoding('utf8');
    sock.on('data', (t: string) => this.feed(t));
    sock.on('error', () => this.stop());
    sock.on('close', () => sessions.delete(no));
  }
  private feed(t: string) {
    this.buf += t;
    if (this.buf.length > 65536) return this.stop();
    if (this.buf.includes('QUIT')) this.sock.end('221 bye\r\n');
  }
  stop() { this.sock.destroy(); }
}
createServer((s) => {
  const no = ++id;
  sessions.set(no, new Session(no, s));
}).listen(9000);
process.on('SIGTERM', () => { for (const s of sessions.values()) s.stop(); });
