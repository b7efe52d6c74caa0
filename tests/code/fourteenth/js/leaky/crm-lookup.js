const http = require('node:http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 25, keepAliveMsecs: 5000 });

/**
 * Fetches a customer card from the CRM.
 * Resolves null when the CRM doesn't know the number.
 */
function lookupCustomer(number) {
  return new Promise((resolve, reject) => {
    const req = http.get(
      { host: 'crm.internal', port: 8080, path: `/customers/${encodeURIComponent(number)}`, agent, timeout: 4000 },
      (res) => {
        if (res.statusCode !== 200) {
          resolve(null);
          return;
        }
        const chunks = [];
        res.on('data', (c) => chunks.push(c));
        res.on('error', reject);
        res.on('end', () => {
          try {
            resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
          } catch (err) {
            reject(new Error(`CRM sent garbage for ${number}: ${err.message}`));
          }
        });
      }
    );
    req.on('timeout', () => req.destroy(new Error('CRM timeout')));
    req.on('error', reject);
  });
}

module.exports = { lookupCustomer };
