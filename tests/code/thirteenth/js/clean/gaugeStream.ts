import net from 'node:net';
import type { Writable } from 'node:stream';

/** Copies gauge lines into `sink` without running ahead of it. */
export class GaugeStream {
  private sock?: net.Socket;
  private stopped = false;
  private retry?: NodeJS.Timeout;

  constructor(private readonly host: string, private readonly sink: Writable) {}

  start(): void {
    const sock = net.connect({ host: this.host, port: 4001 });
    this.sock = sock;
    const onDrain = () => sock.resume();
    this.sink.on('drain', onDrain);

    sock.setTimeout(60_000, () => sock.destroy(new Error('no gauge line for a minute')));
    sock.on('data', (d: Buffer) => {
      if (!this.sink.write(d)) sock.pause();
    });
    sock.on('error', (e) => console.warn('gauge', this.host, e.message));
    sock.on('close', () => {
      this.sink.off('drain', onDrain);
      if (this.stopped) return;
      this.retry = setTimeout(() => this.start(), 2_000);
    });
  }

  stop(): void {
    this.stopped = true;
    if (this.retry) clearTimeout(this.retry);
    this.sock?.destroy();
  }
}
