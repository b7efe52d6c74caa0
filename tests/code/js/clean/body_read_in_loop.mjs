import { request } from 'undici';

export async function size(url) {
  const res = await request(url);
  if (res.statusCode !== 200) {
    for await (const part of res.body) {
      void part;
    }
    return -1;
  }
  return (await res.body.arrayBuffer()).byteLength;
}
