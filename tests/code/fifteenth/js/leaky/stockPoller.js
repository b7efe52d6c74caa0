const http = require('http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 6, timeout: 30000 });

function stockOf(sku) {
  return new Promise((resolve, reject) => {
    const req = http.get(
      { host: 'erp.local', port: 8081, path: `/stock/${encodeURIComponent(sku)}`, agent, timeout: 4000 },
      (res) => {
        if (res.statusCode !== 200) {
          reject(new Error(`erp said ${res.statusCode} for ${sku}`));
          return;
        }
        let txt = '';
        res.setEncoding('utf8');
        res.on('data', (c) => { txt += c; });
        res.on('end', () => {
          try {
            resolve(JSON.parse(txt).onHand);
          } catch (e) {
            reject(e);
          }
        });
        res.on('error', reject);
      },
    );
    req.on('timeout', () => req.destroy(new Error('erp timeout')));
    req.on('error', reject);
  });
}

async function poll(skus, onLevel) {
  for (const sku of skus) {
    try {
      onLevel(sku, await stockOf(sku));
    } catch (e) {
      console.error(e.message);
    }
  }
}

module.exports = { poll };
