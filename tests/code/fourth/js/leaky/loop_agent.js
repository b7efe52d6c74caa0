const axios = require('axios');
const https = require('https');

async function syncAll(items, base, token) {
  let ok = 0;
  for (const it of items) {
    const res = await axios.put(`${base}/stock/${it.sku}`, { qty: it.qty }, {
      timeout: 5000,
      headers: { Authorization: `Bearer ${token}` },
      httpsAgent: new https.Agent({ keepAlive: false }),
      validateStatus: (s) => s < 500,
    });
    if (res.status === 204) ok++;
    else console.warn(it.sku, res.status);
  }
  return ok;
}

module.exports = { syncAll };
