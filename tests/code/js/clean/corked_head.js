const net = require('net');
const { once } = require('events');
class Sender {
  constructor(sock) {
    this.sock = sock;
    this.queue = [];
    this.busy = false;
    sock.on('error', () => sock.destroy());
  }
  async send(head, body) {
    this.sock.cork();
    this.sock.write(head);
    this.sock.write(body);
    this.sock.uncork();
    if (this.sock.writableNeedDrain) await once(this.sock, 'drain');
  }
}
net.createServer((s) => {
  const out = new Sender(s);
  s.on('data', async (d) => {
    s.pause();
    try {
      await out.send(Buffer.from([d.length]), d);
    } finally {
      s.resume();
    }
  });
}).listen(3);
