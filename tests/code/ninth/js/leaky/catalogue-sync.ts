import { Pool } from 'undici';
import { createHash } from 'node:crypto';

const supplier = new Pool('https://feeds.lumberworks.example', {
  connections: 8,
  headersTimeout: 10_000,
  bodyTimeout: 60_000,
  keepAliveTimeout: 15_000,
});

export interface Article {
  ean: string;
  price: number;
  stock: number;
}

export async function fetchPage(page: number, etag?: string): Promise<{ articles: Article[]; etag: string } | 'same'> {
  const { statusCode, headers, body } = await supplier.request({
    method: 'GET',
    path: `/articles?page=${page}`,
    headers: etag ? { 'if-none-match': etag } : {},
  });
  if (statusCode === 304) {
    await body.dump();
    return 'same';
  }
  if (statusCode >= 400) {
    throw new Error(`page ${page}: supplier says ${statusCode}`);
  }
  const text = await body.text();
  const tag = headers.etag ? String(headers.etag) : createHash('sha1').update(text).digest('hex');
  return { articles: JSON.parse(text) as Article[], etag: tag };
}

export async function syncAll(pages: number, store: (a: Article) => Promise<void>): Promise<number> {
  let n = 0;
  for (let p = 1; p <= pages; p++) {
    try {
      const r = await fetchPage(p);
      if (r === 'same') continue;
      for (const a of r.articles) {
        await store(a);
        n++;
      }
    } catch (e) {
      console.warn((e as Error).message);
    }
  }
  return n;
}
