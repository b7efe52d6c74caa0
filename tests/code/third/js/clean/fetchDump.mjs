const BASE = process.env.API ?? 'http://localhost:8080';

async function discard(res) {
  await res.body?.cancel();
}

export async function getJson(path, { retries = 2, signal } = {}) {
  for (let i = 0; ; i++) {
    const res = await fetch(BASE + path, {
      signal: AbortSignal.any([AbortSignal.timeout(10_000), ...(signal ? [signal] : [])]),
    });
    if (res.ok) {
      return res.json();
    }
    await discard(res);
    if (res.status < 500 || i >= retries) {
      throw new Error(`${path}: HTTP ${res.status}`);
    }
    await new Promise((r) => setTimeout(r, 200 * 2 ** i));
  }
}

export async function* dump(collection) {
  let cursor = '';
  do {
    const page = await getJson(`/${collection}?limit=500&cursor=${encodeURIComponent(cursor)}`);
    yield* page.items;
    cursor = page.next;
  } while (cursor);
}
