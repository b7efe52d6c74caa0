import { Agent, request } from 'node:http';

interface Letter {
  to: string;
  subject: string;
  html: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8, maxFreeSockets: 4, timeout: 20_000 });

function deliver(l: Letter): Promise<void> {
  const body = JSON.stringify(l);
  return new Promise((resolve, reject) => {
    const rq = request({
      agent,
      host: 'mailer.svc',
      path: '/letters',
      method: 'POST',
      timeout: 10_000,
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
    });
    rq.once('response', (rs) => {
      rs.resume();
      rs.once('error', reject);
      rs.once('end', () => {
        if ((rs.statusCode ?? 500) < 300) resolve();
        else reject(new Error(`mailer ${rs.statusCode}`));
      });
    });
    rq.once('timeout', () => rq.destroy(new Error('mailer timeout')));
    rq.on('error', reject);
    rq.end(body);
  });
}

export async function sendCampaign(letters: AsyncIterable<Letter>): Promise<{ sent: number; failed: number }> {
  let sent = 0;
  let failed = 0;
  const lanes = new Set<Promise<void>>();
  for await (const l of letters) {
    const p: Promise<void> = deliver(l)
      .then(() => { sent++; }, (e: Error) => { failed++; console.warn(l.to, e.message); })
      .finally(() => { lanes.delete(p); });
    lanes.add(p);
    if (lanes.size >= 8) await Promise.race(lanes);
  }
  await Promise.all(lanes);
  return { sent, failed };
}
