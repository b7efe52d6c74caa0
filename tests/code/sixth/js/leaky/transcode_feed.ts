import { Socket, connect } from 'node:net';
import { EventEmitter } from 'node:events';

const HIGH = 500;

export interface Job {
  id: string;
  src: string;
}

/** Gets transcoding jobs from the scheduler, one JSON document a line. */
export class JobFeed extends EventEmitter {
  private readonly queue: Job[] = [];
  private rest = '';
  private sock!: Socket;

  constructor(private readonly host: string, private readonly port: number) {
    super();
    this.dial();
  }

  private dial(): void {
    this.rest = '';
    const s = connect({ host: this.host, port: this.port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30000 });
    this.sock = s;
    s.setEncoding('utf8');
    s.on('data', (d: string) => this.take(d));
    s.on('error', (e) => console.error('scheduler: %s', e.message));
    s.on('close', () => setTimeout(() => this.dial(), 2000));
  }

  private take(d: string): void {
    const lines = (this.rest + d).split('\n');
    this.rest = lines.pop() ?? '';
    for (const l of lines) {
      if (l) this.queue.push(JSON.parse(l) as Job);
    }
    if (this.queue.length > HIGH) {
      this.sock.pause();
    }
    this.emit('work');
  }

  /** undefined when there is nothing to do */
  next(): Job | undefined {
    return this.queue.shift();
  }

  done(job: Job, ok: boolean): void {
    this.sock.write(JSON.stringify({ id: job.id, ok }) + '\n');
  }
}
