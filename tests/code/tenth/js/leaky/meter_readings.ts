import net from 'node:net';
import { InfluxWriter } from './influx-writer';

const MAX_BUFFERED = 5000;

type Reading = { meter: string; kwh: number; at: number };

class Concentrator {
  private queue: Reading[] = [];
  private tail = '';
  private flushing = false;
  private held = false;

  constructor(private readonly sock: net.Socket, private readonly out: InfluxWriter) {
    sock.setEncoding('utf8');
    sock.setKeepAlive(true, 60_000);
    sock.on('data', (t: string) => this.take(t));
    sock.on('error', (e) => console.warn('concentrator', sock.remoteAddress, e.message));
    sock.on('close', () => void this.flush());
  }

  private take(t: string): void {
    const lines = (this.tail + t).split('\n');
    this.tail = lines.pop() ?? '';
    for (const l of lines) {
      const [meter, kwh, at] = l.split(',');
      if (at) this.queue.push({ meter, kwh: Number(kwh), at: Number(at) });
    }
    if (this.queue.length > MAX_BUFFERED && !this.held) {
      this.held = true;
      this.sock.pause();
    }
    void this.flush();
  }

  private async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    try {
      while (this.queue.length > 0) {
        const batch = this.queue.splice(0, 500);
        await this.out.write(batch);
      }
      if (this.held) {
        this.held = false;
        this.sock.resume();
      }
    } catch (e) {
      console.error('influx refused a batch, keeping the rest', (e as Error).message);
    } finally {
      this.flushing = false;
    }
  }
}

const out = new InfluxWriter(process.env.INFLUX_URL ?? 'http://influx:8086');

const server = net.createServer((s) => {
  new Concentrator(s, out);
});
server.on('error', (e) => {
  console.error(e);
  process.exit(1);
});
server.listen(6800);
