import { Pool } from 'undici';

const pool = new Pool('https://ops.airline.test', { connections: 6, headersTimeout: 4000, bodyTimeout: 6000 });

export async function flightStatus(no, day) {
  const { statusCode, body, headers } = await pool.request({
    path: `/flights/${no}/${day}`,
    method: 'GET',
  });
  if (statusCode === 304 || statusCode === 204) {
    await body.dump();
    return null;
  }
  if (statusCode !== 200) {
    const text = await body.text();
    throw new Error(`ops ${statusCode}: ${text.slice(0, 200)}`);
  }
  if (!String(headers['content-type']).startsWith('application/json')) {
    await body.dump();
    throw new Error('ops did not send json');
  }
  return body.json();
}

export async function board(flights, day) {
  const out = [];
  for (let i = 0; i < flights.length; i += 6) {
    const part = await Promise.allSettled(flights.slice(i, i + 6).map((f) => flightStatus(f, day)));
    out.push(...part.map((p, k) => ({
      flight: flights[i + k],
      status: p.status === 'fulfilled' ? p.value : 'unknown',
    })));
  }
  return out;
}

process.once('beforeExit', () => pool.close());
