import http from 'node:http';
import https from 'node:https';

export interface Verdict {
  url: string;
  status: number | string;
}

const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: Infinity, timeout: 30000 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: Infinity, timeout: 30000 }),
};

function head(url: string): Promise<Verdict> {
  return new Promise((resolve) => {
    const u = new URL(url);
    if (u.protocol !== 'http:' && u.protocol !== 'https:') {
      resolve({ url, status: 'scheme' });
      return;
    }
    const mod = u.protocol === 'http:' ? http : https;
    const rq = mod.request(u, { method: 'HEAD', agent: agents[u.protocol], timeout: 10000 }, (rs) => {
      rs.resume();
      rs.on('end', () => resolve({ url, status: rs.statusCode ?? 0 }));
      rs.on('error', (e) => resolve({ url, status: e.message }));
    });
    rq.on('timeout', () => rq.destroy(new Error('timeout')));
    rq.on('error', (e) => resolve({ url, status: e.message }));
    rq.end();
  });
}

/** The wiki has about 140,000 external links; runs on Sundays. */
export async function checkAll(links: Iterable<string>): Promise<Verdict[]> {
  const seen = new Set<string>();
  for (const l of links) seen.add(l.split('#')[0]);
  const verdicts = await Promise.all([...seen].map((u) => head(u)));
  return verdicts.filter((v) => typeof v.status === 'string' || v.status >= 400);
}

if (require.main === module) {
  let input = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (d) => (input += d));
  process.stdin.on('end', async () => {
    for (const v of await checkAll(input.split('\n').filter(Boolean))) console.log(v.status, v.url);
  });
}
