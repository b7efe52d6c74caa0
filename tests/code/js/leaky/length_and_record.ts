import net from 'node:net';
import { once } from 'node:events';
export async function sendBatch(host: string, recs: Buffer[]): Promise<void> {
  const s = net.connect({ host, port: 4777 });
  await once(s, 'connect');
  try {
    for (const r of recs) {
      const len = Buffer.alloc(4);
      len.writeUInt32BE(r.length);
      s.write(len);
      s.write(r); // expect: nagle-delayed-ack
      const [ack] = await once(s, 'data');
      if (ack[0] !== 6) throw new Error('nak');
    }
  } finally {
    s.destroy();
  }
}
