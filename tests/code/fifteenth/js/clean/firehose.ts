import net from 'node:net';
import { once } from 'node:events';

type Tick = { symbol: string; px: number };

/** Sends ticks to one downstream consumer and waits when it is slow. */
export async function stream(ticks: AsyncIterable<Tick>, host: string, port: number): Promise<number> {
  const sock = net.connect({ host, port });
  const ac = new AbortController();
  let failure: Error | undefined;
  sock.setTimeout(30_000, () => sock.destroy(new Error('consumer stuck')));
  sock.on('error', (e) => { failure = e; });
  sock.on('close', () => ac.abort());
  sock.resume();

  let sent = 0;
  try {
    await once(sock, 'connect', { signal: ac.signal });
    let batch = '';
    for await (const t of ticks) {
      if (sock.destroyed) throw failure ?? new Error('consumer left');
      batch += `${t.symbol} ${t.px}\n`;
      sent++;
      if (batch.length >= 16_384) {
        const roomy = sock.write(batch);
        batch = '';
        if (!roomy) await once(sock, 'drain', { signal: ac.signal });
      }
    }
    const closed = once(sock, 'close');
    sock.end(batch);
    await closed;
    return sent;
  } catch (e) {
    throw failure ?? e;
  } finally {
    sock.destroy();
  }
}
