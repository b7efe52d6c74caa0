// A session that is taken out of its table ends when its last answer has come.
const http2 = require('http2');

const byOrigin = new Map();

function toward(origin) {
  const known = byOrigin.get(origin);
  if (known && !known.h2.destroyed) return known;
  const h2 = http2.connect(origin);
  const one = { h2, asked: 0 };
  byOrigin.set(origin, one);
  h2.on('error', () => h2.destroy());
  h2.on('close', () => byOrigin.delete(origin));
  return one;
}

function renew(origin) {
  const one = byOrigin.get(origin);
  if (!one) return;
  console.log(origin, one.asked);
  byOrigin.delete(origin);
  one.h2.close();
}

module.exports = { toward, renew };
