import tls from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';
import { applyOdds, OddsUpdate } from './board.js';

interface FeedOptions {
  host: string;
  port: number;
  account: string;
  secret: string;
}

function decode(line: string): OddsUpdate | undefined {
  try {
    return JSON.parse(line) as OddsUpdate;
  } catch {
    console.warn('feed: unreadable line of', line.length, 'chars');
    return undefined;
  }
}

/** Runs one subscription until the bookmaker side drops it. */
function subscribe(o: FeedOptions, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const s = tls.connect({ host: o.host, port: o.port, servername: o.host });
    let rest = '';
    const stop = () => s.destroy();
    signal.addEventListener('abort', stop, { once: true });

    s.setEncoding('utf8');
    s.setTimeout(10_000, () => s.destroy(new Error('feed handshake timeout')));
    s.once('secureConnect', () => {
      // nights are quiet, there may be nothing for hours
      s.setTimeout(0);
      s.write(JSON.stringify({ login: o.account, secret: o.secret }) + '\n');
    });
    s.on('data', (d: string) => {
      const lines = (rest + d).split('\n');
      rest = lines.pop() ?? '';
      for (const l of lines) {
        const u = decode(l);
        if (u) applyOdds(u);
      }
    });
    s.on('error', reject);
    s.on('close', () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
  });
}

export async function follow(o: FeedOptions, signal: AbortSignal): Promise<void> {
  let wait = 1_000;
  while (!signal.aborted) {
    const t0 = Date.now();
    try {
      await subscribe(o, signal);
    } catch (e) {
      console.error('feed:', (e as Error).message);
    }
    wait = Date.now() - t0 > 60_000 ? 1_000 : Math.min(wait * 2, 60_000);
    await delay(wait, undefined, { signal }).catch(() => undefined);
  }
}
