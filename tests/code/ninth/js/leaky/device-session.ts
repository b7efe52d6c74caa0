import { Socket, connect } from 'node:net';
import { EventEmitter } from 'node:events';

interface Reading {
  register: number;
  value: number;
}

/** Reads holding registers of the inverters, one connection for each query (they allow three at most). */
export class InverterQuery extends EventEmitter {
  constructor(private readonly host: string, private readonly unit = 1) {
    super();
  }

  read(register: number): Promise<Reading> {
    return new Promise<Reading>((resolve, reject) => {
      const sock: Socket = connect({ host: this.host, port: 502, noDelay: true });
      let got = Buffer.alloc(0);

      sock.setTimeout(4000);

      sock.once('connect', () => {
        const q = Buffer.alloc(12);
        q.writeUInt16BE(register & 0xffff, 0);
        q.writeUInt16BE(6, 4);
        q.writeUInt8(this.unit, 6);
        q.writeUInt8(3, 7);
        q.writeUInt16BE(register, 8);
        q.writeUInt16BE(1, 10);
        sock.write(q);
      });

      sock.on('data', (d: Buffer) => {
        got = Buffer.concat([got, d]);
        if (got.length < 11) return;
        sock.end();
        resolve({ register, value: got.readUInt16BE(9) });
      });

      sock.on('timeout', () => {
        this.emit('slow', this.host);
        reject(new Error(`${this.host} didn't answer for register ${register}`));
      });

      sock.on('end', () => reject(new Error(`${this.host} hung up`)));
      sock.on('error', (e) => reject(e));
    });
  }
}
