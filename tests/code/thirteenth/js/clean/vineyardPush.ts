import https from 'node:https';

const agent = new https.Agent({ keepAlive: true, maxSockets: 8, maxFreeSockets: 2, timeout: 30_000 });

export type Probe = { row: number; moisture: number; at: Date };

function send(p: Probe): Promise<void> {
  const body = JSON.stringify(p);
  return new Promise<void>((resolve, reject) => {
    const req = https.request(
      'https://irrigation.example/api/probes',
      {
        agent,
        method: 'POST',
        timeout: 10_000,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body).toString() },
      },
      (res) => {
        res.on('error', reject);
        res.on('end', () =>
          res.statusCode === 202 ? resolve() : reject(new Error(`irrigation: ${res.statusCode}`)),
        );
        res.resume();
      },
    );
    req.on('timeout', () => req.destroy(new Error('irrigation: timeout')));
    req.on('error', reject);
    req.end(body);
  });
}

export async function pushAll(probes: Probe[]): Promise<Probe[]> {
  const again: Probe[] = [];
  const it = probes[Symbol.iterator]();
  const lane = async () => {
    for (const p of it) {
      await send(p).catch((e: Error) => {
        console.warn(p.row, e.message);
        again.push(p);
      });
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return again;
}

export const close = (): void => agent.destroy();
