import { request } from 'undici';

export async function size(url, lines) {
  const res = await request(url);
  if (res.statusCode !== 200) {
    for await (const line of lines) {
      console.error(line);
    }
    return -1; // expect: close-wait-leak
  }
  return (await res.body.arrayBuffer()).byteLength;
}
