import { Pool } from 'undici';

const vies = new Pool('https://vat.gateway.local', {
  connections: 10,
  headersTimeout: 5_000,
  bodyTimeout: 5_000,
});

const cache = new Map();

export class VatError extends Error {}

export async function checkVat(country, number) {
  const key = country + number;
  const hit = cache.get(key);
  if (hit && hit.until > Date.now()) return hit.valid;

  const { statusCode, body } = await vies.request({
    method: 'GET',
    path: `/check/${country}/${number}`,
    headers: { accept: 'application/json' },
  });

  if (statusCode >= 400) {
    throw new VatError(`gateway answered ${statusCode} for ${key}`);
  }

  const { valid } = await body.json();
  if (cache.size > 10_000) cache.clear();
  cache.set(key, { valid, until: Date.now() + 6 * 3600_000 });
  return valid;
}
