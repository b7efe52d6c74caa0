import { createWriteStream } from 'fs';
import { mkdir, rm } from 'fs/promises';
import * as path from 'path';
import { Readable } from 'stream';
import { pipeline } from 'stream/promises';

const BASE = 'https://tiles.orbit.example/v3';

export interface Tile { z: number; x: number; y: number }

async function saveTile(t: Tile, dir: string): Promise<boolean> {
  const signal = AbortSignal.timeout(25_000);
  const res = await fetch(`${BASE}/${t.z}/${t.x}/${t.y}.webp`, {
    headers: { authorization: `Bearer ${process.env.ORBIT_TOKEN}` },
    signal,
  });

  if (!res.ok || !res.body) {
    await res.body?.cancel();
    if (res.status === 404) return false;   // open sea, nothing rendered
    throw new Error(`tile ${t.z}/${t.x}/${t.y}: HTTP ${res.status}`);
  }

  const file = path.join(dir, `${t.x}_${t.y}.webp`);
  try {
    await pipeline(Readable.fromWeb(res.body as any), createWriteStream(file), { signal });
  } catch (e) {
    await rm(file, { force: true });
    throw e;
  }
  return true;
}

/** Mirrors the given tiles, six at a time. */
export async function mirror(tiles: Tile[], dir: string) {
  await mkdir(dir, { recursive: true });
  const todo = [...tiles];
  let saved = 0;
  const failures: string[] = [];

  const worker = async () => {
    for (let t = todo.pop(); t; t = todo.pop()) {
      try {
        if (await saveTile(t, dir)) saved++;
      } catch (e) {
        failures.push((e as Error).message);
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  return { saved, failures };
}
