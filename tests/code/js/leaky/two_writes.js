const net = require('net');
function ask(sock, body, cb) {
  const h = Buffer.alloc(4);
  h.writeUInt32BE(body.length);
  sock.setNoDelay(false); // expect: nagle-delayed-ack
  sock.write(h);
  sock.write(body);
  sock.once('data', cb);
}
