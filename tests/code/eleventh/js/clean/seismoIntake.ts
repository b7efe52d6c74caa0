import * as net from 'net';
import { once } from 'events';
import { SampleStore } from './sample-store';

const RECORD = 512; // miniSEED record size at every station

export function startIntake(store: SampleStore, port = 18000): net.Server {
  const server = net.createServer((sock) => {
    receive(sock, store)
      .then((n) => console.log(`${sock.remoteAddress}: ${n} records`))
      .catch((e) => console.error(`${sock.remoteAddress}: ${e.message}`))
      .finally(() => sock.destroy());
  });
  server.listen(port);
  return server;
}

// for-await applies back-pressure by itself: nothing is read while the store is busy
async function receive(sock: net.Socket, store: SampleStore): Promise<number> {
  sock.setTimeout(5 * 60_000, () => sock.destroy(new Error('station silent for 5 min')));
  let carry = Buffer.alloc(0);
  let records = 0;
  for await (const chunk of sock as AsyncIterable<Buffer>) {
    carry = carry.length ? Buffer.concat([carry, chunk]) : chunk;
    while (carry.length >= RECORD) {
      const rec = carry.subarray(0, RECORD);
      carry = carry.subarray(RECORD);
      if (!/^\d{6}[DRQM]/.test(rec.toString('latin1', 0, 7))) {
        throw new Error(`record ${records}: not miniSEED`);
      }
      await store.append(rec);
      records++;
    }
  }
  if (carry.length) console.warn(`${carry.length} trailing bytes thrown away`);
  return records;
}

export async function stopIntake(server: net.Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
