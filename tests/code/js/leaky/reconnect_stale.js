const net = require('net');

class Link {
  constructor(port) {
    this.port = port;
    this.open();
  }
  open() {
    this.sock = net.createConnection(this.port);
    this.sock.setTimeout(10000);
    this.sock.on('timeout', () => { // expect: close-wait-leak
      this.open();
    });
    this.sock.on('close', () => setTimeout(() => this.open(), 1000));
  }
}
