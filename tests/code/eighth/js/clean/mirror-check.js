// Compares package mirrors: size and etag must be the same everywhere.
import { readFile } from 'node:fs/promises';

async function probe(base, file, signal) {
  const res = await fetch(new URL(file, base), { redirect: 'follow', signal });
  if (!res.ok) {
    await res.body?.cancel();
    return { base, file, status: res.status };
  }
  const etag = res.headers.get('etag');
  const declared = Number(res.headers.get('content-length') ?? -1);
  if (declared > 64 * 2 ** 20) {
    // too big to hash each night; the header has to do
    await res.body?.cancel();
    return { base, file, status: 200, etag, size: declared };
  }
  let size = 0;
  for await (const part of res.body) {
    size += part.length;
    if (declared >= 0 && size > declared) break; // leaving the loop cancels the stream
  }
  return { base, file, status: 200, etag, size };
}

async function withRetry(fn, n = 3) {
  for (let i = 1; ; i++) {
    try {
      return await fn(AbortSignal.timeout(30_000));
    } catch (e) {
      if (i === n) return { error: e.cause?.code ?? e.name };
      await new Promise((r) => setTimeout(r, 500 * i));
    }
  }
}

async function* limited(jobs, width) {
  const running = new Set();
  for (const job of jobs) {
    const p = job().then((v) => [p, v]);
    running.add(p);
    if (running.size >= width) {
      const [done, v] = await Promise.race(running);
      running.delete(done);
      yield v;
    }
  }
  for (const p of running) yield (await p)[1];
}

const { mirrors, files } = JSON.parse(await readFile(process.argv[2] ?? 'mirrors.json', 'utf8'));
const jobs = files.flatMap((f) => mirrors.map((m) => () =>
  withRetry((signal) => probe(m, f, signal)).then((r) => ({ base: m, file: f, ...r }))));

const seen = new Map();
for await (const r of limited(jobs, 6)) {
  const key = `${r.etag}/${r.size}`;
  const first = seen.get(r.file);
  if (r.error || r.status !== 200) console.log('DOWN', r.base, r.file, r.error ?? r.status);
  else if (first === undefined) seen.set(r.file, key);
  else if (first !== key) console.log('DIFF', r.base, r.file, key, 'expected', first);
}
