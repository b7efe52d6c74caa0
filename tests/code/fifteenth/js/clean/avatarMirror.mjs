import { Agent, request } from 'undici';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const dispatcher = new Agent({
  connections: 8,
  keepAliveTimeout: 4_000,
  headersTimeout: 5_000,
  bodyTimeout: 15_000,
  connect: { timeout: 3_000 },
});

export async function mirror(user, url, target) {
  const { statusCode, body } = await request(url, { dispatcher });
  if (statusCode === 404 || statusCode === 410) {
    await body.dump();
    return 'gone';
  }
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`avatar of ${user}: HTTP ${statusCode}`);
  }
  const tmp = `${target}.part`;
  try {
    await pipeline(body, createWriteStream(tmp));
    await rename(tmp, target);
  } catch (e) {
    await rm(tmp, { force: true });
    throw e;
  }
  return 'stored';
}

export const shutdown = () => dispatcher.close();
