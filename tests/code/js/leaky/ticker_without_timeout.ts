import net from 'node:net';
import { EventEmitter } from 'node:events';

export class TickerClient extends EventEmitter {
  private buf = '';

  open(host: string, port: number): void {
    const s = net.connect({ host, port }); // expect: dead-peer-timeout
    s.setEncoding('utf8');
    s.setNoDelay(true);
    s.on('connect', () => s.write('SUBSCRIBE *\n'));
    s.on('data', (t: string) => {
      this.buf += t;
      let i: number;
      while ((i = this.buf.indexOf('\n')) >= 0) {
        this.emit('tick', this.buf.slice(0, i));
        this.buf = this.buf.slice(i + 1);
      }
    });
    s.on('error', (e) => this.emit('warn', e));
    s.on('close', () => setTimeout(() => this.open(host, port), 2000));
  }
}
