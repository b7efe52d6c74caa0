import { Agent, request } from 'undici';
import { XMLParser } from 'fast-xml-parser';

const dispatcher = new Agent({
  connections: 6,
  keepAliveTimeout: 10_000,
  connect: { timeout: 4_000 },
  headersTimeout: 10_000,
  bodyTimeout: 20_000,
});

export interface Item {
  guid: string;
  title: string;
}

const parser = new XMLParser({ ignoreAttributes: true });

export class FeedReader {
  private readonly etags = new Map<string, string>();

  async read(url: string): Promise<Item[]> {
    const etag = this.etags.get(url);
    const { statusCode, headers, body } = await request(url, {
      dispatcher,
      headers: etag ? { 'if-none-match': etag } : {},
    });
    if (statusCode === 304) {
      await body.dump();
      return [];
    }
    if (statusCode !== 200) {
      const hint = (await body.text()).slice(0, 80);
      throw new Error(`${url}: ${statusCode} ${hint}`);
    }
    if (Number(headers['content-length'] ?? 0) > 8 << 20) {
      body.destroy();
      throw new Error(`${url}: feed too large`);
    }
    const doc = parser.parse(await body.text());
    if (typeof headers.etag === 'string') this.etags.set(url, headers.etag);
    const items: unknown[] = [].concat(doc?.rss?.channel?.item ?? []);
    return items.map((i) => {
      const it = i as Record<string, unknown>;
      return { guid: String(it.guid ?? it.link), title: String(it.title ?? '') };
    });
  }
}

export async function importAll(urls: string[], save: (i: Item) => Promise<void>): Promise<void> {
  const reader = new FeedReader();
  for (const u of urls) {
    try {
      for (const i of await reader.read(u)) await save(i);
    } catch (e) {
      console.warn((e as Error).message);
    }
  }
  await dispatcher.close();
}
