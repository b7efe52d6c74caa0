const net = require('node:net');

// Asks a UPS for its charge; the answer is one line.
function charge(host) {
  return new Promise((resolve, reject) => {
    const line = net.connect({ host, port: 3493, timeout: 4000 });
    let seen = '';
    line.on('connect', () => line.write('GET VAR ups battery.charge\n'));
    line.on('data', (d) => {
      seen += d;
      const at = seen.indexOf('\n');
      if (at < 0) return;
      if (!seen.startsWith('VAR ')) {
        reject(new Error(seen.slice(0, at))); // expect: close-wait-leak
        return;
      }
      line.end('LOGOUT\n');
      resolve(Number(seen.slice(0, at).split('"')[1]));
    });
    line.on('timeout', () => line.destroy(new Error('no answer')));
    line.on('error', reject);
  });
}

module.exports = { charge };
