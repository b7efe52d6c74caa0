import { Socket } from 'node:net';

export class ModbusMaster {
  private tid = 0;
  constructor(private readonly port: Socket) {}

  private next(): number {
    return (this.tid = (this.tid + 1) & 0xffff);
  }

  async read(unit: number, addr: number, count: number): Promise<Buffer> {
    const head = Buffer.alloc(7);
    head.writeUInt16BE(this.next(), 0);
    head.writeUInt16BE(6, 4);
    head[6] = unit;
    const pdu = Buffer.from([3, addr >> 8, addr & 255, count >> 8, count & 255]);
    const reply = new Promise<Buffer>((ok, fail) => {
      this.port.once('data', ok);
      this.port.once('error', fail);
    });
    this.port.write(head);
    this.port.write(pdu); // expect: nagle-delayed-ack
    return reply;
  }
}
