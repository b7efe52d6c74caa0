import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import type { ReadableStream as WebStream } from 'node:stream/web';

const MAX_BYTES = 512 * 1024;
const DIR = process.env.AVATAR_DIR ?? '/var/cache/avatars';
const TYPES = new Map([['image/png', 'png'], ['image/jpeg', 'jpg'], ['image/webp', 'webp']]);

async function* capped(src: AsyncIterable<Buffer>, max: number): AsyncGenerator<Buffer> {
  let n = 0;
  for await (const b of src) {
    n += b.length;
    if (n > max) throw new Error(`avatar larger than ${max} bytes`);
    yield b;
  }
}

/** Returns the local file name, or null when the picture isn't usable. */
export async function grab(userId: string, url: string, etag?: string): Promise<string | null> {
  const res = await fetch(url, {
    headers: etag ? { 'If-None-Match': etag } : undefined,
    signal: AbortSignal.timeout(15_000),
    redirect: 'follow',
  });

  if (res.status === 304) {
    await res.body?.cancel();
    return null;
  }

  const ext = TYPES.get((res.headers.get('content-type') ?? '').split(';')[0]);
  const announced = Number(res.headers.get('content-length') ?? 0);
  if (!res.ok || !ext || announced > MAX_BYTES) {
    await res.body?.cancel();
    console.info('avatar %s skipped: %d %s', userId, res.status, ext ?? 'type');
    return null;
  }
  if (!res.body) return null;

  const final = join(DIR, `${userId}.${ext}`);
  const tmp = `${final}.${process.pid}.part`;
  try {
    const body = Readable.fromWeb(res.body as WebStream);
    await pipeline(body, (src: AsyncIterable<Buffer>) => capped(src, MAX_BYTES), createWriteStream(tmp));
    await rename(tmp, final);
    return final;
  } catch (e) {
    await rm(tmp, { force: true });
    throw e;
  }
}
