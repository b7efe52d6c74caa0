'use strict';
const net = require('net');

/**
 * One question, one answer line. Resolves to the text without the newline.
 */
function ask(host, question, { port = 7001, ms = 4000 } = {}) {
  return new Promise((resolve, reject) => {
    let text = '';
    const s = net.createConnection({ host, port });

    const over = (err, value) => {
      s.removeAllListeners('timeout');
      s.destroy();
      if (err) reject(err);
      else resolve(value);
    };

    s.setEncoding('utf8');
    s.setTimeout(ms);
    s.once('timeout', () => over(new Error(`dispenser ${host}: nothing within ${ms} ms`)));
    s.once('connect', () => s.write(question + '\n'));
    s.on('data', (d) => {
      text += d;
      const nl = text.indexOf('\n');
      if (nl >= 0) over(null, text.slice(0, nl));
      else if (text.length > 10000) over(new Error('endless answer'));
    });
    s.once('end', () => over(new Error('dispenser hung up')));
    s.on('error', (e) => over(e));
  });
}

async function stockOf(hosts) {
  const out = {};
  for (const h of hosts) {
    try {
      out[h] = JSON.parse(await ask(h, 'STOCK?'));
    } catch (e) {
      out[h] = { error: e.message };
    }
  }
  return out;
}

module.exports = { ask, stockOf };

if (require.main === module) {
  stockOf(process.argv.slice(2)).then((r) => console.log(JSON.stringify(r, null, 2)));
}
