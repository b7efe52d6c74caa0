'use strict';
const https = require('https');
const fs = require('fs');
const { pipeline } = require('stream/promises');

const agent = new https.Agent({ keepAlive: true, maxSockets: 4, maxFreeSockets: 2, timeout: 60000 });

function get(url, redirects = 3) {
  return new Promise((resolve, reject) => {
    const req = https.get(url, { agent }, (res) => {
      const { statusCode: code, headers } = res;
      if ([301, 302, 307, 308].includes(code) && headers.location && redirects > 0) {
        res.resume();
        resolve(get(new URL(headers.location, url), redirects - 1));
        return;
      }
      if (code !== 200) {
        res.resume();
        reject(new Error(`${url}: HTTP ${code}`));
        return;
      }
      resolve(res);
    });
    req.setTimeout(20000, () => req.destroy(new Error(`${url}: no data for 20 s`)));
    req.on('error', reject);
  });
}

async function fetchPackage(base, name, dir) {
  const tmp = `${dir}/.${name}.tmp`;
  for (let attempt = 1; ; attempt++) {
    try {
      await pipeline(await get(new URL(name, base)), fs.createWriteStream(tmp));
      await fs.promises.rename(tmp, `${dir}/${name}`);
      return;
    } catch (e) {
      await fs.promises.rm(tmp, { force: true });
      if (attempt === 4) throw e;
      console.warn('%s (attempt %d)', e.message, attempt);
      await new Promise((r) => setTimeout(r, 1000 * 2 ** attempt));
    }
  }
}

(async () => {
  const [base, dir, ...names] = process.argv.slice(2);
  for (const n of names) await fetchPackage(base, n, dir);
  agent.destroy();
})().catch((e) => {
  console.error(e.message);
  process.exit(1);
});
