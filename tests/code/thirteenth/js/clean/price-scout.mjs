import { Pool } from 'undici';
import pLimit from 'p-limit';

const shop = new Pool('https://wholesale.example', {
  connections: 12,
  keepAliveTimeout: 5_000,
  headersTimeout: 8_000,
  bodyTimeout: 15_000,
});

export async function price(ean) {
  const { statusCode, body } = await shop.request({ method: 'GET', path: `/api/price/${ean}` });
  switch (statusCode) {
    case 200: {
      const { net, currency } = await body.json();
      return `${net} ${currency}`;
    }
    case 404:
      await body.dump();
      return null;
    default: {
      const hint = (await body.text()).slice(0, 200);
      throw new Error(`wholesale ${statusCode}: ${hint}`);
    }
  }
}

export async function prices(eans) {
  const limit = pLimit(12);
  const entries = await Promise.all(
    eans.map((ean) => limit(async () => [ean, await price(ean).catch((e) => `? ${e.message}`)])),
  );
  return new Map(entries);
}

export const shutdown = () => shop.close();
