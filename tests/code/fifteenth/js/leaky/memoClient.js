const net = require('net');

/** Minimal memcached client for the session servers (LAN, one command in flight). */
class MemoClient {
  constructor(host, port) {
    this.sock = net.connect({ host, port });
    this.sock.setTimeout(2000);
    this.sock.setKeepAlive(true, 30000);
    this.sock.on('timeout', () => { if (this.waiter) this.sock.destroy(new Error('timeout')); });
    this.sock.on('error', (e) => this._fail(e));
    this.sock.on('close', () => this._fail(new Error('closed')));
    this.sock.on('data', (d) => this._data(d));
    this.buf = '';
    this.waiter = null;
  }

  set(key, value, ttl) {
    if (this.waiter) return Promise.reject(new Error('busy'));
    const body = Buffer.from(value);
    return new Promise((resolve, reject) => {
      this.waiter = { resolve, reject };
      this.sock.write(`set ${key} 0 ${ttl} ${body.length}\r\n`);
      this.sock.write(body);
      this.sock.write('\r\n');
    });
  }

  _data(d) {
    this.buf += d.toString('latin1');
    const i = this.buf.indexOf('\r\n');
    if (i < 0 || !this.waiter) return;
    const answer = this.buf.slice(0, i);
    this.buf = this.buf.slice(i + 2);
    const w = this.waiter;
    this.waiter = null;
    if (answer === 'STORED') w.resolve();
    else w.reject(new Error(answer));
  }

  _fail(e) {
    const w = this.waiter;
    this.waiter = null;
    if (w) w.reject(e);
  }

  close() {
    this.sock.destroy();
  }
}

module.exports = MemoClient;
