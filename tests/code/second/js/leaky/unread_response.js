'use strict';
const http = require('http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });

function getJson(host, path) {
  return new Promise((resolve, reject) => {
    const req = http.get({ host, path, agent, timeout: 5000 }, (res) => {
      if (res.statusCode !== 200) {
        reject(new Error(`${path}: status ${res.statusCode}`));
        return;
      }
      let body = '';
      res.setEncoding('utf8');
      res.on('data', (d) => { body += d; });
      res.on('end', () => {
        try {
          resolve(JSON.parse(body));
        } catch (e) {
          reject(e);
        }
      });
    });
    req.on('timeout', () => req.destroy(new Error('timeout')));
    req.on('error', reject);
  });
}

async function collect(host, ids) {
  const out = [];
  for (const id of ids) {
    try {
      out.push(await getJson(host, `/items/${id}`));
    } catch (e) {
      console.warn(e.message);
    }
  }
  return out;
}

module.exports = { collect, getJson };
