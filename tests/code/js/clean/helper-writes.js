// A helper only writes: who passes the socket to it reads, and hears of its end.
const net = require('net');

net.createServer((sock) => {
  sock.on('error', () => sock.destroy());
  sock.setTimeout(60000, () => sock.destroy());
  sock.on('data', (d) => ack(sock, d));
}).listen(7200);

function ack(sock, frame) {
  const reply = Buffer.alloc(2);
  reply[0] = frame[0];
  sock.write(reply);
}
