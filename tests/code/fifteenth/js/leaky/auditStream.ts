import net from 'node:net';
import { AuditStore } from './auditStore';

const HIGH_WATER = 5_000;

export function attachAuditFeed(host: string, port: number, store: AuditStore): net.Socket {
  const feed = net.connect({ host, port });
  const backlog: string[] = [];
  let tail = '';
  let writing = false;

  async function drainBacklog(): Promise<void> {
    if (writing) return;
    writing = true;
    try {
      while (backlog.length > 0) {
        await store.insertMany(backlog.splice(0, 500));
      }
    } catch (err) {
      feed.destroy(err as Error);
    } finally {
      writing = false;
    }
  }

  feed.setEncoding('utf8');
  feed.setKeepAlive(true, 60_000);
  feed.on('data', (text: string) => {
    const lines = (tail + text).split('\n');
    tail = lines.pop() ?? '';
    backlog.push(...lines);
    if (backlog.length > HIGH_WATER) {
      console.warn(`audit store is behind by ${backlog.length}`);
      feed.pause();
    }
    void drainBacklog();
  });
  feed.on('error', (err) => console.error('audit feed', err.message));
  feed.on('close', () => console.log('audit feed closed'));
  return feed;
}
