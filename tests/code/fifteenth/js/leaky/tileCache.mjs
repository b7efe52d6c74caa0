import { Pool } from 'undici';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import path from 'node:path';

const origin = new Pool('https://tiles.mapworks.example', {
  connections: 16,
  headersTimeout: 5_000,
  bodyTimeout: 20_000,
});

/** Copies a tile to disk; true when it is there afterwards. */
export async function warm(z, x, y, dir) {
  const file = path.join(dir, String(z), String(x), `${y}.pbf`);
  await mkdir(path.dirname(file), { recursive: true });

  const { statusCode, headers, body } = await origin.request({
    path: `/v3/${z}/${x}/${y}.pbf`,
    method: 'GET',
  });

  if (statusCode !== 200) {
    console.warn(`tile ${z}/${x}/${y}: ${statusCode} ${headers['x-reason'] ?? ''}`);
    return false;
  }

  await pipeline(body, createWriteStream(file));
  return true;
}

export async function warmRegion(tiles, dir) {
  let missing = 0;
  for (const [z, x, y] of tiles) {
    if (!(await warm(z, x, y, dir))) missing++;
  }
  return missing;
}
