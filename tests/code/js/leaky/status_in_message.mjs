import { request } from 'undici';

export async function put(url, text) {
  const { statusCode, body } = await request(url, { method: 'PUT', body: text });
  if (statusCode >= 400) {
    throw new Error(`refused with ${statusCode}: ${String(url)}`); // expect: close-wait-leak
  }
  await body.dump();
}
