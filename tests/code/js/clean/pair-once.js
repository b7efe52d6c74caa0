// Two sockets of one relay in an object: whoever takes it out of the set first ends both.
const net = require('net');

const lines = new Set();

function bridge(panel) {
  const centre = net.connect({ host: '192.0.2.17', port: 4001 });
  const line = { panel, centre, began: Date.now() };
  lines.add(line);

  const drop = (why) => {
    if (!lines.delete(line)) return;
    console.log('dropped', why, Date.now() - line.began);
    panel.destroy();
    centre.destroy();
  };
  centre.setTimeout(8000, () => drop('idle'));
  panel.setTimeout(8000, () => drop('idle panel'));
  for (const s of [panel, centre]) {
    s.on('error', (e) => drop(e.code));
    s.on('close', () => drop('closed'));
  }
  panel.pipe(centre);
  centre.pipe(panel);
}

net.createServer(bridge).listen(4000);
