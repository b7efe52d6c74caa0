import { createServer, Socket } from 'node:net';
import { FaxDecoder } from './faxDecoder';

const LIMIT = 200;
const CONCURRENCY = 8;

export class FaxIngress {
  private readonly waiting: Socket[] = [];
  private busy = 0;

  constructor(private readonly decoder: FaxDecoder) {}

  listen(port: number): void {
    const server = createServer({ pauseOnConnect: true }, (s) => this.arrive(s));
    server.on('error', (e) => { throw e; });
    server.listen(port);
  }

  private arrive(s: Socket): void {
    s.on('error', (e) => console.warn('fax line', s.remoteAddress, e.message));
    if (this.waiting.length >= LIMIT) {
      console.warn(`fax line ${s.remoteAddress} rejected, ${this.waiting.length} in queue`);
      return;
    }
    this.waiting.push(s);
    this.pump();
  }

  private pump(): void {
    while (this.busy < CONCURRENCY && this.waiting.length > 0) {
      const s = this.waiting.shift() as Socket;
      if (s.destroyed) continue;
      this.busy++;
      s.setTimeout(60_000, () => s.destroy(new Error('line idle')));
      this.decoder
        .decode(s)
        .catch((e: Error) => console.error('decode', e.message))
        .finally(() => {
          s.destroy();
          this.busy--;
          this.pump();
        });
    }
  }
}
