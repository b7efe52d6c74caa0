import * as net from 'node:net';
import { once } from 'node:events';

export class S7Link {
  private sock!: net.Socket;

  async open(host: string): Promise<void> {
    this.sock = net.connect({ host, port: 102, timeout: 4000 });
    this.sock.on('timeout', () => this.sock.destroy(new Error('PLC timeout')));
    this.sock.on('error', () => this.sock.destroy());
    await once(this.sock, 'connect');
    this.sock.setNoDelay(false);
    this.sock.setKeepAlive(true, 10_000);
  }

  async readWord(db: number, addr: number): Promise<number> {
    const body = Buffer.alloc(12);
    body.writeUInt16BE(db, 4);
    body.writeUInt32BE(addr << 3, 8);
    const head = Buffer.from([3, 0, 0, 4 + body.length]);
    this.sock.write(head);
    this.sock.write(body);
    const [reply] = (await once(this.sock, 'data')) as [Buffer];
    return reply.readUInt16BE(reply.length - 2);
  }

  close(): void {
    this.sock.destroy();
  }
}
