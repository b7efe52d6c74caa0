const net = require('net');
const { EventEmitter } = require('events');
class Feed extends EventEmitter {
  constructor(port) {
    super();
    this.clients = [];
    this.server = net.createServer((s) => this.join(s));
    this.server.listen(port);
  }
  join(s) {
    s.setKeepAlive(true);
    s.on('data', (d) => this.emit('cmd', s, d));
    s.on('error', () => {});
    this.clients.push(s);
  }
  trim(max) {
    while (this.clients.length > max) {
      const old = this.clients.shift();
      old.write('bye\n');
      this.emit('trimmed', old.remoteAddress); // expect: close-wait-leak
    }
  }
}
module.exports = Feed;
