import { Pool } from 'undici';
import { setTimeout as sleep } from 'node:timers/promises';

const carrier = new Pool('https://api.paketwolf.example', {
  connections: 24,
  pipelining: 1,
  headersTimeout: 6000,
  bodyTimeout: 10000,
  keepAliveTimeout: 15000,
});

const RETRYABLE = new Set([429, 502, 503]);

/**
 * @returns {Promise<{status: string, events: object[]} | null>} null: carrier doesn't know the parcel (yet)
 */
export async function track(parcelNo, { attempts = 3 } = {}) {
  for (let i = 1; i <= attempts; i++) {
    const { statusCode, headers, body } = await carrier.request({
      method: 'GET',
      path: `/v1/parcels/${encodeURIComponent(parcelNo)}`,
      headers: { accept: 'application/json', 'x-account': process.env.CARRIER_ACCOUNT ?? '' },
    });

    if (statusCode === 200) return body.json();

    if (statusCode === 404) {
      await body.dump();
      return null;
    }

    if (RETRYABLE.has(statusCode) && i < attempts) {
      const wait = Number(headers['retry-after'] ?? i) * 1000;
      console.warn(`carrier ${statusCode} for ${parcelNo}, again in ${wait} ms`);
      await sleep(Math.min(wait, 10_000));
      continue;
    }

    throw new Error(`carrier ${statusCode}: ${(await body.text()).slice(0, 200)}`);
  }
  return null;
}

export async function trackMany(numbers) {
  const out = new Map();
  const todo = [...numbers];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let n; (n = todo.pop()); ) {
        try {
          out.set(n, await track(n));
        } catch (e) {
          console.error(n, e.message);
        }
      }
    }),
  );
  return out;
}

export const shutdown = () => carrier.close();
