// Refused by end(), and what still comes is read away.
const net = require('net');

const MOST = 40;
const inside = new Set();

net.createServer((bus) => {
  bus.on('error', () => {});
  if (inside.size >= MOST) {
    bus.end('LATER\n');
    bus.resume();
    bus.setTimeout(2000, () => bus.destroy());
    return;
  }
  inside.add(bus);
  bus.setTimeout(60000, () => bus.destroy());
  bus.on('close', () => inside.delete(bus));
  bus.on('data', (d) => bus.write(d));
}).listen(7100);
