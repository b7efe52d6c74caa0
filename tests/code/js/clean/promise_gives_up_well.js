const net = require('node:net');

// Asks a UPS for its charge; the answer is one line.
function charge(host) {
  return new Promise((resolve, reject) => {
    const line = net.connect({ host, port: 3493, timeout: 4000 });
    let seen = '';
    let answered = false;
    const over = (err, value) => {
      if (answered) return;
      answered = true;
      line.destroy();
      if (err) reject(err);
      else resolve(value);
    };
    line.on('connect', () => line.write('GET VAR ups battery.charge\n'));
    line.on('data', (d) => {
      seen += d;
      const at = seen.indexOf('\n');
      if (at < 0) return;
      if (!seen.startsWith('VAR ')) {
        over(new Error(seen.slice(0, at)));
        return;
      }
      over(null, Number(seen.slice(0, at).split('"')[1]));
    });
    line.on('timeout', () => over(new Error('no answer')));
    line.on('error', over);
  });
}

module.exports = { charge };
