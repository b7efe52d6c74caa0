import net from 'node:net';
import type { Readable } from 'node:stream';

interface Trade {
  id: string;
  symbol: string;
  px: number;
  qty: number;
  side: 'B' | 'S';
  at: Date;
}

const FIELDS: (keyof Trade)[] = ['id', 'symbol', 'px', 'qty', 'side', 'at'];

function text(v: Trade[keyof Trade]): string {
  return v instanceof Date ? v.toISOString() : String(v);
}

/** Serves the trades of the day as CSV to whoever connects (the auditors, mostly). */
export function serveTrades(open: () => Readable, port: number): net.Server {
  return net
    .createServer((sock) => {
      sock.setNoDelay(true);
      sock.setTimeout(60_000, () => sock.destroy());
      sock.on('error', (e) => console.warn('auditor:', e.message));
      void send(sock, open());
    })
    .listen(port);
}

async function send(sock: net.Socket, trades: Readable): Promise<void> {
  try {
    for await (const t of trades as AsyncIterable<Trade>) {
      for (const f of FIELDS) {
        sock.write(text(t[f]));
        sock.write(f === 'at' ? '\n' : ',');
      }
      if (sock.writableNeedDrain) {
        await new Promise<void>((r) => {
          sock.once('drain', r);
          sock.once('close', r);
        });
      }
      if (sock.destroyed) return;
    }
    sock.end();
  } catch (e) {
    console.error('feed broke', e);
    sock.destroy();
  }
}
