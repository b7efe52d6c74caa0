import { Pool as UndiciPool } from 'undici';
import { XMLParser } from 'fast-xml-parser';
import { feeds, type FeedRow } from './db.js';

const parser = new XMLParser({ ignoreAttributes: false });
const origins = new Map<string, UndiciPool>();

function poolFor(origin: string): UndiciPool {
  let p = origins.get(origin);
  if (!p) {
    p = new UndiciPool(origin, { connections: 4, bodyTimeout: 20_000, headersTimeout: 10_000 });
    origins.set(origin, p);
  }
  return p;
}

export async function refresh(row: FeedRow): Promise<'new' | 'same' | 'gone'> {
  const url = new URL(row.url);
  const res = await poolFor(url.origin).request({
    method: 'GET',
    path: url.pathname + url.search,
    headers: row.etag ? { 'if-none-match': row.etag } : {},
  });

  switch (res.statusCode) {
    case 200:
      break;
    case 304:
      await res.body.dump();
      await feeds.touch(row.id);
      return 'same';
    case 404:
    case 410:
      // publishers love big branded error pages, we don't need them
      await feeds.markGone(row.id, res.statusCode);
      return 'gone';
    default:
      await res.body.dump();
      throw new Error(`feed ${row.id}: HTTP ${res.statusCode}`);
  }

  const xml = await res.body.text();
  const doc = parser.parse(xml);
  const items = doc?.rss?.channel?.item ?? [];
  await feeds.saveItems(row.id, Array.isArray(items) ? items : [items]);
  const etag = res.headers['etag'];
  if (typeof etag === 'string') await feeds.setEtag(row.id, etag);
  return 'new';
}

export async function refreshDue(): Promise<void> {
  for (const row of await feeds.due(200)) {
    try {
      const r = await refresh(row);
      console.log(`feed ${row.id} ${r}`);
    } catch (e) {
      console.warn(`feed ${row.id} failed`, (e as Error).message);
    }
  }
}

process.once('SIGTERM', () => {
  for (const p of origins.values()) void p.close();
});
