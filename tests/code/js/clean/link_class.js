const net = require('net');

class Link {
  constructor(port) {
    this.port = port;
    this.open();
  }
  open() {
    const s = net.createConnection(this.port);
    s.setTimeout(10000);
    s.on('timeout', () => s.destroy());
    s.on('error', (e) => console.error(e.message));
    s.on('close', () => setTimeout(() => this.open(), 1000));
    this.sock = s;
  }
}
module.exports = Link;
