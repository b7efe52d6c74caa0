import https from 'node:https';

const agent = new https.Agent({ keepAlive: true, maxSockets: 20 });

export function head(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    https.get(url, { agent }, (res) => { // expect: close-wait-leak
      const n = Number(res.headers['content-length']);
      if (Number.isNaN(n)) reject(new Error('no length'));
      else resolve(n);
    }).on('error', reject);
  });
}
