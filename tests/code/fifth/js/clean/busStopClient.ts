import { connect, Socket } from 'node:net';

type Departure = { line: string; minutes: number };

/** Display at a bus stop; keeps a line to the control centre over mobile data. */
export class BusStopClient {
  private sock?: Socket;
  private timer?: NodeJS.Timeout;
  private rest = '';
  private attempt = 0;
  private running = true;

  constructor(
    private readonly stop: string,
    private readonly host: string,
    private readonly show: (d: Departure[]) => void,
  ) {
    this.open();
  }

  private open(): void {
    const s = connect({ host: this.host, port: 8800, noDelay: true });
    this.sock = s;
    this.rest = '';
    s.setEncoding('utf8');
    s.setKeepAlive(true, 60_000);
    // the centre sends something at least every 30 s
    s.setTimeout(75_000, () => s.destroy(new Error('centre silent')));
    s.on('connect', () => {
      this.attempt = 0;
      s.write(`STOP ${this.stop}\n`);
    });
    s.on('data', (t) => this.feed(s, t as unknown as string));
    s.on('error', (e) => console.warn('centre:', e.message));
    s.on('close', () => {
      if (this.sock === s) this.sock = undefined;
      if (this.running) this.later();
    });
  }

  private later(): void {
    const wait = Math.min(60_000, 1_000 * 2 ** this.attempt++) * (0.5 + Math.random());
    this.timer = setTimeout(() => this.open(), wait);
  }

  private feed(s: Socket, t: string): void {
    const lines = (this.rest + t).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length > 10_000) {
      s.destroy(new Error('no line end'));
      return;
    }
    for (const l of lines) {
      if (l === 'PING') {
        s.write('PONG\n');
        continue;
      }
      try {
        this.show(JSON.parse(l) as Departure[]);
      } catch {
        s.destroy(new Error(`garbled: ${l.slice(0, 40)}`));
        return;
      }
    }
  }

  end(): void {
    this.running = false;
    clearTimeout(this.timer);
    this.sock?.end();
  }
}
