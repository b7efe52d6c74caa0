import { request } from 'undici';

export async function load(url) {
  const { statusCode, body } = await request(url);
  if (statusCode !== 200) {
    throw new Error(`status ${statusCode}`); // expect: close-wait-leak
  }
  return body.json();
}
