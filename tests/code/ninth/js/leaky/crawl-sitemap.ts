import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

interface Page {
  url: string;
  status: number;
  bytes: number;
}

function probe(url: string): Promise<Page> {
  return new Promise((resolve, reject) => {
    const agent = new https.Agent({ keepAlive: false, timeout: 10_000 });
    const req = https.get(url, { agent, headers: { 'user-agent': 'sitemap-check/2.1' } }, (res) => {
      let bytes = 0;
      res.on('data', (d: Buffer) => {
        bytes += d.length;
      });
      res.on('end', () => resolve({ url, status: res.statusCode ?? 0, bytes }));
      res.on('error', reject);
    });
    req.setTimeout(10_000, () => req.destroy(new Error(`${url}: timeout`)));
    req.on('error', reject);
  });
}

/** Checks our own shop after each deployment: some 30k pages on one host. */
export async function checkSitemap(urls: string[]): Promise<Page[]> {
  const broken: Page[] = [];
  for (const [i, url] of urls.entries()) {
    try {
      const p = await probe(url);
      if (p.status !== 200 || p.bytes === 0) broken.push(p);
    } catch (e) {
      console.warn((e as Error).message);
      broken.push({ url, status: 0, bytes: 0 });
    }
    if (i % 500 === 499) {
      console.log(`${i + 1}/${urls.length}, ${broken.length} broken`);
      await sleep(200);
    }
  }
  return broken;
}
