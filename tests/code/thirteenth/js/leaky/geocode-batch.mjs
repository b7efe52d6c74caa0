import { request, Agent, setGlobalDispatcher } from 'undici';
import { readFile, writeFile } from 'node:fs/promises';

setGlobalDispatcher(new Agent({
  connections: 16,
  keepAliveTimeout: 10_000,
  headersTimeout: 10_000,
  bodyTimeout: 20_000,
}));

const BASE = process.env.GEOCODER ?? 'https://geo.internal.example';

async function locate(address) {
  const { statusCode, body } = await request(`${BASE}/search?q=${encodeURIComponent(address)}`, {
    headers: { accept: 'application/json' },
  });
  if (statusCode !== 200) {
    console.warn(`geocoder ${statusCode} for "${address}"`);
    return null;
  }
  const hits = await body.json();
  return hits[0] ? { lat: hits[0].lat, lon: hits[0].lon } : null;
}

const customers = JSON.parse(await readFile(process.argv[2], 'utf8'));
let found = 0;
const work = customers.values();

async function lane() {
  for (const c of work) {
    try {
      c.location = await locate(`${c.street}, ${c.zip} ${c.city}`);
      if (c.location) found++;
    } catch (err) {
      console.error(c.id, err.message);
    }
  }
}

await Promise.all(Array.from({ length: 8 }, lane));
await writeFile(process.argv[3], JSON.stringify(customers, null, 1));
console.log(`${found} of ${customers.length} located`);
