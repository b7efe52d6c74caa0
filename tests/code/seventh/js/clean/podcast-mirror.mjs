// Mirrors podcast episodes. Follows redirects by hand since the ad servers are picky.
import http from 'node:http';
import https from 'node:https';
import { createWriteStream } from 'node:fs';
import { rename, unlink } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const opts = { keepAlive: true, maxSockets: 4, maxFreeSockets: 2, timeout: 30_000 };
const agents = { 'http:': new http.Agent(opts), 'https:': new https.Agent(opts) };

function request(url) {
  return new Promise((resolve, reject) => {
    const lib = url.protocol === 'https:' ? https : http;
    const req = lib.get(url, { agent: agents[url.protocol], timeout: 30_000 }, resolve);
    req.on('timeout', () => req.destroy(new Error(`${url.host} is silent`)));
    req.on('error', reject);
  });
}

async function open(href, hops = 5) {
  let url = new URL(href);
  for (let i = 0; i <= hops; i++) {
    const res = await request(url);
    if ([301, 302, 303, 307, 308].includes(res.statusCode) && res.headers.location) {
      res.resume();
      url = new URL(res.headers.location, url);
      continue;
    }
    if (res.statusCode !== 200) {
      res.resume();
      throw new Error(`${url}: ${res.statusCode}`);
    }
    return res;
  }
  throw new Error(`${href}: too many redirects`);
}

export async function mirror(href, file) {
  const part = `${file}.part`;
  const res = await open(href);
  try {
    await pipeline(res, createWriteStream(part));
    await rename(part, file);
  } catch (err) {
    res.destroy();
    await unlink(part).catch(() => {});
    throw err;
  }
}

if (process.argv[2]) {
  mirror(process.argv[2], process.argv[3] ?? 'episode.mp3')
    .catch((e) => { console.error(e.message); process.exitCode = 1; })
    .finally(() => Object.values(agents).forEach((a) => a.destroy()));
}
