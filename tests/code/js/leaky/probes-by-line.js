// As many connections at once as the file has lines.
const net = require('net');
const { readFile } = require('fs/promises');

function answers(host) {
  return new Promise((done) => {
    const s = net.connect({ host, port: 161 });
    s.setTimeout(5000, () => s.destroy());
    s.once('connect', () => s.end());
    s.once('error', () => {});
    s.once('close', (failed) => done(!failed));
  });
}

async function all(file) {
  const names = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  const up = await Promise.all(names.map(answers)); // expect: port-exhaustion
  return up.filter(Boolean).length;
}

module.exports = all;
