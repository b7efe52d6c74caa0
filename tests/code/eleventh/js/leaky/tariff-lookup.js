import { Pool } from 'undici';
import pino from 'pino';

const log = pino({ name: 'tariff' });

const upstream = new Pool('https://tariffs.internal.example:8443', {
  connections: 24,
  headersTimeout: 5_000,
  bodyTimeout: 8_000,
});

const cache = new Map();
const TTL = 10 * 60 * 1000;

function fresh(entry) {
  return entry && Date.now() - entry.at < TTL;
}

/**
 * Customs tariff for an HS code. Returns null when the broker has no
 * opinion, the caller then falls back to the yearly table.
 */
export async function tariffFor(hsCode, origin) {
  const key = `${origin}/${hsCode}`;
  const hit = cache.get(key);
  if (fresh(hit)) return hit.value;

  const { statusCode, headers, body } = await upstream.request({
    method: 'GET',
    path: `/v2/tariff/${encodeURIComponent(origin)}/${encodeURIComponent(hsCode)}`,
    headers: { accept: 'application/json' },
  });

  if (statusCode !== 200) {
    log.warn({ statusCode, key, rid: headers['x-request-id'] }, 'broker said no');
    return null;
  }

  const doc = await body.json();
  const value = { rate: Number(doc.rate), unit: doc.unit, until: doc.validUntil };
  cache.set(key, { at: Date.now(), value });
  return value;
}

export async function warm(codes) {
  for (const [origin, hs] of codes) {
    try {
      await tariffFor(hs, origin);
    } catch (err) {
      log.error({ err, origin, hs }, 'warm failed');
    }
  }
}

export const shutdown = () => upstream.close();
