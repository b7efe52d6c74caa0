const net = require('net');
class Line {
  constructor(opts) {
    this.opts = opts;
    this.retry = 0;
    this.stopped = false;
    this.dial();
  }
  dial() {
    const sock = (this.sock = net.connect(this.opts));
    sock.setKeepAlive(true, 10000);
    sock.setNoDelay(true);
    sock.setTimeout(30000);
    sock.on('connect', () => { this.retry = 0; });
    sock.on('timeout', () => sock.destroy());
    sock.on('data', (d) => this.onData(d));
    sock.on('error', () => {});
    sock.on('close', () => {
      if (this.stopped) return;
      this.timer = setTimeout(() => this.dial(), Math.min(30000, 500 * 2 ** this.retry++));
    });
  }
  onData() {}
  reset() {
    this.sock.destroy();
  }
  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.sock.end();
  }
}
module.exports = Line;
