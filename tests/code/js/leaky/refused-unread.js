// Refused before it was heard: the hello lies unread in the buffer, so destroy() resets.
const net = require('net');

const MOST = 40;
const inside = new Set();

net.createServer((bus) => {
  bus.on('error', () => {});
  if (inside.size >= MOST) {
    bus.write('LATER\n', () => bus.destroy()); // expect: reset-with-unread-data
    return;
  }
  inside.add(bus);
  bus.setTimeout(60000, () => bus.destroy());
  bus.on('close', () => inside.delete(bus));
  bus.on('data', (d) => bus.write(d));
}).listen(7100);
