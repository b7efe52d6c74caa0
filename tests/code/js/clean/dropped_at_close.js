const net = require('net');
const conns = new Map();
let next = 0;
const server = net.createServer((sock) => {
  const id = ++next;
  conns.set(id, sock);
  sock.on('error', (e) => console.warn(id, e.code));
  sock.on('data', (d) => route(id, d));
  sock.on('close', () => drop(id));
});
function drop(id) {
  const s = conns.get(id);
  conns.delete(id);
  console.log('gone', id, s && s.bytesRead);
}
function route(id, d) {
  for (const [other, s] of conns) if (other !== id) s.write(d);
}
server.listen(4001);
