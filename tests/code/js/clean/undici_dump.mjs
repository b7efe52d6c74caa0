import { request, fetch } from 'undici';

export async function load(url) {
  const { statusCode, body } = await request(url);
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`status ${statusCode}`);
  }
  return body.json();
}

export async function alive(url) {
  const res = await fetch(url);
  await res.body?.cancel();
  return res.ok;
}
