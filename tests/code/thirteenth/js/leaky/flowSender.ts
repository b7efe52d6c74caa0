import dgram from 'node:dgram';
import { EventEmitter } from 'node:events';

export interface FlowRecord {
  src: string;
  dst: string;
  bytes: number;
  packets: number;
}

/** NetFlow-like exporter: up to 5000 datagrams per flush towards the collector. */
export class FlowSender extends EventEmitter {
  private readonly sock: dgram.Socket;
  private batch: FlowRecord[] = [];
  private timer?: NodeJS.Timeout;
  private sent = 0;
  private failed = 0;

  constructor(private readonly collector: string, private readonly port = 2055) {
    super();
    this.sock = dgram.createSocket('udp4');
    this.sock.on('error', (e) => this.emit('error', e));
    this.sock.bind(0, () => {
      this.sock.setSendBufferSize(2048);
      this.timer = setInterval(() => this.flush(), 1000);
    });
  }

  add(r: FlowRecord): void {
    this.batch.push(r);
  }

  private flush(): void {
    const todo = this.batch;
    this.batch = [];
    for (let i = 0; i < todo.length; i += 20) {
      const packet = Buffer.from(JSON.stringify(todo.slice(i, i + 20)));
      this.sock.send(packet, this.port, this.collector, (err) => {
        if (err) this.failed++;
        else this.sent++;
      });
    }
  }

  stats(): { sent: number; failed: number } {
    return { sent: this.sent, failed: this.failed };
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.sock.close();
  }
}
