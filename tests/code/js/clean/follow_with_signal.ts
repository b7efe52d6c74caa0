import { connect } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
export async function follow(host: string, onLine: (l: string) => void, signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      const s = connect({ host, port: 6697 });
      s.setKeepAlive(true, 60_000);
      const kill = () => s.destroy();
      signal.addEventListener('abort', kill, { once: true });
      let rest = '';
      try {
        for await (const d of s) {
          const lines = (rest + d).split('\n');
          rest = lines.pop()!;
          lines.forEach(onLine);
        }
      } finally {
        signal.removeEventListener('abort', kill);
      }
    } catch (e) {
      console.warn('follow', (e as Error).message);
    }
    await sleep(2_000);
  }
}
