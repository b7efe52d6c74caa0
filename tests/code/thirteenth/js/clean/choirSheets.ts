import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';

const BASE = process.env.SHEETS ?? 'https://sheets.choir.example';

export class SheetMissing extends Error {}

/** Fetches the PDF of one piece; false when ours is current already. */
export async function fetchSheet(piece: string, file: string, etag?: string): Promise<boolean> {
  const res = await fetch(`${BASE}/pieces/${encodeURIComponent(piece)}.pdf`, {
    headers: etag ? { 'if-none-match': etag } : {},
    signal: AbortSignal.timeout(60_000),
  });
  if (res.status === 304) {
    await res.body?.cancel();
    return false;
  }
  if (!res.ok || !res.body) {
    const text = (await res.text()).slice(0, 120);
    if (res.status === 404) throw new SheetMissing(piece);
    throw new Error(`${piece}: ${res.status} ${text}`);
  }
  const part = `${file}.part`;
  try {
    await pipeline(Readable.fromWeb(res.body as WebStream), createWriteStream(part));
    await rename(part, file);
  } catch (e) {
    await rm(part, { force: true });
    throw e;
  }
  return true;
}

if (process.argv[2]) {
  for (const piece of process.argv.slice(2)) {
    const got = await fetchSheet(piece, `${piece}.pdf`).catch((e: Error) => e.message);
    console.log(piece, got);
  }
}
