const net = require('net');
const devices = new Map();

function register(id, socket) {
  devices.set(id, { socket, seen: Date.now() });
  socket.on('close', () => devices.delete(id));
}

setInterval(() => {
  const limit = Date.now() - 300000;
  devices.forEach((d, id) => {
    if (d.seen < limit) {
      console.log('gone silent', id);
      devices.delete(id); // expect: close-wait-leak
    }
  });
}, 60000);

net.createServer((socket) => {
  let id = null;
  socket.on('error', () => {});
  socket.on('data', (d) => {
    if (!id) {
      id = d.toString('ascii', 0, 15);
      register(id, socket);
    }
    const dev = devices.get(id);
    if (dev) dev.seen = Date.now();
  });
}).listen(5023);
