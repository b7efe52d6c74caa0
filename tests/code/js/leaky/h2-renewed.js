// A session that is taken out of its table while it is well lives on, and nobody knows it.
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
  byOrigin.delete(origin); // expect: close-wait-leak
}

module.exports = { toward, renew };
