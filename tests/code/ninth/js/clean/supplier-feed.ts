import { pipeline } from 'node:stream/promises';
import { Agent, request, setGlobalDispatcher } from 'undici';

setGlobalDispatcher(new Agent({ connections: 6, headersTimeout: 8_000, bodyTimeout: 30_000, keepAliveTimeout: 10_000 }));

const RETRY_ON = new Set([429, 502, 503, 504]);

const nap = (ms: number): Promise<void> => new Promise((r) => setTimeout(r, ms));

/** Gives the parsed body, or undefined for an article the supplier doesn't know. */
export async function article(ean: string, attempts = 4): Promise<unknown | undefined> {
  let wait = 300;
  for (let i = 1; ; i++) {
    const res = await request(`https://api.supplier.example/articles/${ean}`);
    if (res.statusCode === 200) {
      return res.body.json();
    }
    await res.body.dump();
    if (res.statusCode === 404) return undefined;
    if (!RETRY_ON.has(res.statusCode) || i === attempts) {
      throw new Error(`supplier: ${res.statusCode} for ${ean} after ${i} attempts`);
    }
    const after = Number(res.headers['retry-after']);
    await nap(Number.isFinite(after) ? after * 1000 : wait);
    wait *= 2;
  }
}

export async function image(ean: string, sink: NodeJS.WritableStream): Promise<boolean> {
  const res = await request(`https://img.supplier.example/${ean}.jpg`);
  if (res.statusCode !== 200) {
    for await (const _ of res.body) {
      // small error page
    }
    return false;
  }
  await pipeline(res.body, sink);
  return true;
}

export async function articles(eans: string[]): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (const e of eans) {
    const a = await article(e);
    if (a !== undefined) found.set(e, a);
  }
  return found;
}
