const net = require('net');

class Feed {
  constructor(host, port, onLine) {
    Object.assign(this, { host, port, onLine, last: 0 });
    this.open();
    setInterval(() => this.check(), 5000);
  }

  open() {
    this.sock = net.createConnection({ host: this.host, port: this.port });
    this.sock.setEncoding('utf8');
    this.sock.on('data', (t) => {
      this.last = Date.now();
      t.split('\n').forEach(this.onLine);
    });
    this.sock.on('error', (e) => console.error('feed', e.message));
  }

  check() {
    if (Date.now() - this.last > 30000) {
      console.warn('feed is silent, connecting again');
      this.open(); // expect: close-wait-leak
    }
  }
}
module.exports = Feed;
