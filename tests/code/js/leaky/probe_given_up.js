const net = require('net');

function probe(host, port, ms, cb) {
  const s = new net.Socket();
  let answered = false;
  const timer = setTimeout(() => {
    if (answered) return;
    answered = true;
    cb(new Error('timeout')); // expect: close-wait-leak
  }, ms);
  s.once('connect', () => {
    if (answered) return;
    answered = true;
    clearTimeout(timer);
    s.destroy();
    cb(null, true);
  });
  s.once('error', (e) => {
    if (answered) return;
    answered = true;
    clearTimeout(timer);
    cb(e);
  });
  s.connect(port, host);
}
module.exports = probe;
