import net from 'node:net';
import type { Writable } from 'node:stream';

type Entry = { unit: string; text: string };

/** Takes the journal of a plant controller and hands it, in batches, to the archive. */
export class JournalReader {
  private readonly sock: net.Socket;
  private readonly queue: Entry[] = [];
  private tail = '';
  private writing = false;

  constructor(host: string, private readonly archive: Writable, private readonly high = 5000) {
    this.sock = net.connect({ host, port: 19532 });
    this.sock.setEncoding('utf8');
    this.sock.setKeepAlive(true, 15_000);
    this.sock.on('data', (s: string) => this.take(s));
    this.sock.on('end', () => console.log('journal of', host, 'ended'));
    this.sock.on('error', (e) => console.error('journal of', host, e.message));
  }

  private take(chunk: string): void {
    const lines = (this.tail + chunk).split('\n');
    this.tail = lines.pop() ?? '';
    for (const l of lines) {
      const [unit, ...rest] = l.split('\t');
      this.queue.push({ unit, text: rest.join('\t') });
    }
    if (this.queue.length > this.high) {
      console.warn('archive is behind,', this.queue.length, 'entries waiting');
      this.sock.pause();
    }
    this.pump();
  }

  private pump(): void {
    if (this.writing || this.queue.length === 0) return;
    this.writing = true;
    const batch = this.queue.splice(0, 500);
    this.archive.write(batch.map((e) => JSON.stringify(e)).join('\n') + '\n', (err) => {
      this.writing = false;
      if (err) {
        this.sock.destroy(err);
        return;
      }
      this.pump();
    });
  }

  stop(): void {
    this.sock.destroy();
  }
}
