// nightly: pull ~60k SKU prices from the supplier's API into our ERP staging table
const https = require('https');
const { loadSkus, upsertPrice } = require('../erp/staging');

const HOST = 'api.supplier.example';

function getPrice(sku) {
  return new Promise((resolve, reject) => {
    const req = https.request(
      {
        host: HOST,
        path: '/price/' + encodeURIComponent(sku),
        agent: false,
        timeout: 10000,
        headers: { 'X-Api-Key': process.env.SUPPLIER_KEY, Accept: 'application/json' },
      },
      (res) => {
        const parts = [];
        res.on('data', (p) => parts.push(p));
        res.on('error', reject);
        res.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          if (res.statusCode === 404) return resolve(null);
          if (res.statusCode !== 200) {
            return reject(new Error(`${sku}: HTTP ${res.statusCode} ${text.slice(0, 80)}`));
          }
          try {
            resolve(JSON.parse(text));
          } catch (e) {
            reject(new Error(`${sku}: not json`));
          }
        });
      }
    );
    req.on('timeout', () => req.destroy(new Error(`${sku}: timeout`)));
    req.on('error', reject);
    req.end();
  });
}

async function main() {
  const skus = await loadSkus({ active: true });
  let ok = 0, missing = 0, failed = 0;
  for (const sku of skus) {
    try {
      const p = await getPrice(sku);
      if (!p) { missing++; continue; }
      await upsertPrice(sku, p.net, p.currency);
      ok++;
    } catch (e) {
      failed++;
      console.error(e.message);
    }
  }
  console.log({ ok, missing, failed });
}

main().catch((e) => { console.error(e); process.exit(1); });
