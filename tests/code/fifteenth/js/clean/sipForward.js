const net = require('node:net');
const { pipeline } = require('node:stream');

const targets = (process.env.TARGETS || '10.9.0.4:5060,10.9.0.5:5060')
  .split(',')
  .map((t) => { const [host, port] = t.split(':'); return { host, port: Number(port) }; });
let turn = 0;

function onClient(client) {
  const target = targets[turn++ % targets.length];
  const up = net.connect({ ...target, noDelay: true });
  const guard = setTimeout(() => up.destroy(new Error('connect timeout')), 3000);

  client.setNoDelay(true);
  up.once('connect', () => clearTimeout(guard));
  up.once('close', () => clearTimeout(guard));

  for (const s of [client, up]) {
    s.setKeepAlive(true, 60000);
    s.setTimeout(10 * 60 * 1000, () => s.destroy(new Error('idle')));
  }

  const done = (what) => (err) => {
    if (!err) return;
    console.error(what, target.host, err.message);
    client.destroy();
    up.destroy();
  };
  pipeline(client, up, done('to switch'));
  pipeline(up, client, done('from switch'));
}

net.createServer({ allowHalfOpen: true }, onClient).listen(5060, () => console.log('forwarding'));
