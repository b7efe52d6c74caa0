import axios from 'axios';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, unlink } from 'node:fs/promises';
import { Agent } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { Transform, Readable } from 'node:stream';

const http = axios.create({
  timeout: 20_000,
  httpsAgent: new Agent({ keepAlive: true, maxSockets: 8 }),
});

export interface Archived {
  path: string;
  sha256: string;
  bytes: number;
}

/** GoBD: every supplier invoice is kept as the PDF we were sent. */
export async function archiveInvoice(url: string, target: string): Promise<Archived> {
  const resp = await http.get<Readable>(url, { responseType: 'stream', validateStatus: () => true });

  const type = String(resp.headers['content-type'] ?? '');
  if (resp.status !== 200 || !type.startsWith('application/pdf')) {
    throw new Error(`expected a PDF from ${url}, got ${resp.status} ${type || 'untyped'}`);
  }

  const hash = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _enc, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });

  const tmp = `${target}.part`;
  try {
    await pipeline(resp.data, meter, createWriteStream(tmp, { mode: 0o440 }), {
      signal: AbortSignal.timeout(120_000),
    });
    await rename(tmp, target);
  } catch (e) {
    await unlink(tmp).catch(() => undefined);
    throw e;
  }
  return { path: target, sha256: hash.digest('hex'), bytes };
}
