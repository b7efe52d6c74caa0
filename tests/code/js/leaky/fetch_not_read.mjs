import { fetch } from 'undici';

export async function alive(url) {
  const res = await fetch(url, { signal: AbortSignal.timeout(1000) });
  return res.ok; // expect: close-wait-leak
}
