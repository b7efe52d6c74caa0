import { request } from 'undici';

export async function fetchFeed(url, etag) {
  const { statusCode, headers, body } = await request(url, { headers: { 'if-none-match': etag } });
  if (statusCode === 304) return null; // expect: close-wait-leak
  if (statusCode >= 400) {
    await body.dump();
    throw new Error(`feed ${statusCode}`);
  }
  return { etag: headers.etag, xml: await body.text() };
}
