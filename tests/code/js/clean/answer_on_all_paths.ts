import https from 'node:https';
export function getJson<T>(url: string): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const req = https.get(url, { timeout: 5000 }, res => {
      const { statusCode = 0 } = res;
      if (statusCode === 404) {
        res.resume();
        resolve(undefined);
        return;
      }
      if (statusCode >= 400) {
        req.destroy();
        return reject(new Error(`status ${statusCode}`));
      }
      const parts: Buffer[] = [];
      res.on('data', p => parts.push(p));
      res.once('end', () => {
        try { resolve(JSON.parse(Buffer.concat(parts).toString())); } catch (e) { reject(e); }
      });
    });
    req.on('timeout', () => req.destroy(new Error('timeout')));
    req.on('error', reject);
  });
}
