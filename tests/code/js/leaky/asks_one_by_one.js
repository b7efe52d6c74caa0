const net = require('net');

function ask(cmd) {
  return new Promise((resolve, reject) => {
    const s = net.createConnection(7777, 'ups.local'); // expect: connection-churn
    let out = '';
    s.setTimeout(3000, () => s.destroy(new Error('timeout')));
    s.on('connect', () => s.write(cmd + '\n'));
    s.on('data', (d) => {
      out += d;
      if (out.endsWith('\n')) {
        s.end();
        resolve(out.trim());
      }
    });
    s.on('error', reject);
  });
}

async function snapshot() {
  const all = {};
  for (const v of ['ups.load', 'battery.charge', 'battery.runtime', 'input.voltage', 'output.voltage']) {
    all[v] = await ask(`GET VAR rack1 ${v}`);
  }
  return all;
}
module.exports = { snapshot };
