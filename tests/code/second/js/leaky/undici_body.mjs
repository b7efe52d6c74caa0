import { Agent, request } from 'undici';

const dispatcher = new Agent({ connections: 16, keepAliveTimeout: 30_000 });

export async function exists(url) {
  const { statusCode } = await request(url, { dispatcher, method: 'GET' });
  return statusCode === 200;
}

export async function fetchText(url, { retries = 2 } = {}) {
  for (let i = 0; ; i++) {
    const { statusCode, body } = await request(url, { dispatcher });
    if (statusCode === 200) return body.text();
    await body.dump();
    if (i >= retries) throw new Error(`${url}: ${statusCode}`);
    await new Promise((r) => setTimeout(r, 100 << i));
  }
}

export async function missing(urls) {
  const gone = [];
  for (const u of urls) {
    if (!(await exists(u))) gone.push(u);
  }
  return gone;
}

export function stop() {
  return dispatcher.close();
}
