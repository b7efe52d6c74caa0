import { Pool } from 'undici';

const pool = new Pool('https://metar.example.aero', {
  connections: 6,
  connect: { timeout: 3_000 },
  headersTimeout: 5_000,
  bodyTimeout: 5_000,
  keepAliveTimeout: 20_000,
});

export class NoReport extends Error {}

async function fetchReport(icao) {
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: `/reports/${icao}/latest`,
    headers: { accept: 'text/plain' },
  });
  if (statusCode === 404) {
    await body.dump();
    throw new NoReport(icao);
  }
  if (statusCode >= 300) {
    const detail = await body.text();
    throw new Error(`metar ${icao}: ${statusCode} ${detail.slice(0, 120)}`);
  }
  return (await body.text()).trim();
}

// Dispatch wants one object for the whole route, holes where a field is closed.
export async function routeWeather(route) {
  const out = {};
  for (const icao of route) {
    try {
      out[icao] = await fetchReport(icao);
    } catch (e) {
      if (!(e instanceof NoReport)) console.warn(`[wx] ${e.message}`);
      out[icao] = null;
    }
  }
  return out;
}

export async function stop() {
  await pool.close();
}
