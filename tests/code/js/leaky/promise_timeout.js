const net = require('net');

function probe(host, port, ms) {
  return new Promise((resolve, reject) => {
    const s = net.connect(port, host);
    const t = setTimeout(() => { // expect: close-wait-leak
      reject(new Error('timeout'));
    }, ms);
    s.once('connect', () => {
      clearTimeout(t);
      s.end();
      resolve(true);
    });
    s.once('error', (e) => {
      clearTimeout(t);
      reject(e);
    });
  });
}
module.exports = { probe };
