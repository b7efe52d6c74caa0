const net = require('net');
const { pipeline } = require('stream/promises');

async function join(inner) {
  const outer = net.connect({ port: 9000, host: 'outer.example', allowHalfOpen: true });
  const guard = setTimeout(() => outer.destroy(), 4000);
  outer.once('connect', () => clearTimeout(guard));
  const way = (from, to) => pipeline(from, to).catch((e) => console.error(e.message));
  await Promise.all([way(inner, outer), way(outer, inner)]);
  inner.destroy();
  outer.destroy();
}

net.createServer({ allowHalfOpen: true }, (c) => {
  join(c).catch(() => c.destroy());
}).listen(9001);
