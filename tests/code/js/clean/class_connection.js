const net = require('net');

class Connection {
  constructor(host, port) {
    this.socket = net.connect(port, host);
    this.socket.setNoDelay(true);
    this.socket.on('close', () => this.onClose());
    this.socket.on('error', (e) => this.fail(e));
  }

  onClose() {
    this.closed = true;
  }

  fail(e) {
    this.error = e;
    this.socket.destroy();
  }

  send(message) {
    this.socket.write(message);
  }
}
module.exports = Connection;
