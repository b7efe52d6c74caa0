import net from 'node:net';
import { once } from 'node:events';

/** Bakery oven line: one long-lived connection to the controller, commands in sequence. */
export class OvenController {
  private socket?: net.Socket;
  private pending: { resolve: (s: string) => void; reject: (e: Error) => void }[] = [];
  private rest = '';

  constructor(private readonly host: string, private readonly port = 5020) {}

  async open(): Promise<void> {
    const s = net.connect({ host: this.host, port: this.port, noDelay: true });
    s.setTimeout(0); // a bake may take hours
    s.setEncoding('latin1');
    s.on('data', (d: string) => this.feed(d));
    s.on('error', (e) => this.fail(e));
    s.on('close', () => this.fail(new Error('controller closed')));
    this.socket = s;
    await once(s, 'connect');
  }

  private feed(d: string) {
    const lines = (this.rest + d).split('\r');
    this.rest = lines.pop() as string;
    for (const line of lines) this.pending.shift()?.resolve(line);
  }

  private fail(e: Error) {
    this.socket?.destroy();
    this.socket = undefined;
    this.rest = '';
    for (const p of this.pending.splice(0)) p.reject(e);
  }

  private command(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (!this.socket) return reject(new Error('not open'));
      this.pending.push({ resolve, reject });
      this.socket.write(text + '\r');
    });
  }

  bake(deck: number, program: number) {
    return this.command(`B${deck},${program}`); // answers when the bread is done
  }

  temperature(deck: number) {
    return this.command(`T${deck}`).then(Number);
  }

  close() {
    this.socket?.end();
  }
}
