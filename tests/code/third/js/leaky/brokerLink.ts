import net from 'net';
import { EventEmitter } from 'events';

export class BrokerLink extends EventEmitter {
  private socket: net.Socket | null = null;
  private stopped = false;
  private tail = '';

  constructor(private host: string, private port: number, private topics: string[]) {
    super();
  }

  start(): void {
    if (this.stopped) return;
    const s = net.connect(this.port, this.host);
    this.socket = s;
    s.setEncoding('utf8');
    s.once('connect', () => s.write(`SUB ${this.topics.join(',')}\n`));
    s.on('data', (d: string) => this.feed(d));
    s.on('error', (e) => this.emit('warn', e));
    s.once('close', () => {
      this.socket = null;
      this.tail = '';
      setTimeout(() => this.start(), 2000);
    });
  }

  private feed(d: string): void {
    const lines = (this.tail + d).split('\n');
    this.tail = lines.pop() ?? '';
    for (const l of lines) {
      const i = l.indexOf(' ');
      if (i > 0) this.emit('message', l.slice(0, i), l.slice(i + 1));
    }
  }

  stop(): void {
    this.stopped = true;
    this.socket?.destroy();
  }
}
