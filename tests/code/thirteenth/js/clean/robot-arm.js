const net = require('net');

module.exports = class RobotArm {
  /** @param {string} ip controller address */
  constructor(ip) {
    this.queue = [];
    this.current = null;
    this.rx = '';
    this.sock = net.connect({ host: ip, port: 30002, noDelay: true });
    this.sock.setEncoding('ascii');
    this.sock.setKeepAlive(true, 30000);
    this.sock.on('data', (t) => this._rx(t));
    this.sock.on('error', (e) => this._down(e));
    this.sock.on('close', () => this._down(new Error('controller closed')));
  }

  move(joints, speed) {
    const text = `movej([${joints.map((j) => j.toFixed(4)).join(',')}], v=${speed})\n`;
    return new Promise((resolve, reject) => {
      if (this.sock.destroyed) return reject(new Error('arm offline'));
      this.queue.push({ text, resolve, reject });
      this._next();
    });
  }

  _next() {
    if (this.current || this.queue.length === 0) return;
    this.current = this.queue.shift();
    this.watch = setTimeout(() => this.sock.destroy(new Error('move not confirmed in 30 s')), 30000);
    this.sock.write(this.current.text);
  }

  _rx(t) {
    this.rx += t;
    for (let i; (i = this.rx.indexOf('\n')) >= 0; ) {
      const line = this.rx.slice(0, i).trim();
      this.rx = this.rx.slice(i + 1);
      if (!this.current) continue;
      clearTimeout(this.watch);
      const job = this.current;
      this.current = null;
      line === 'ok' ? job.resolve() : job.reject(new Error(line));
      this._next();
    }
  }

  _down(err) {
    clearTimeout(this.watch);
    const all = this.current ? [this.current, ...this.queue] : this.queue;
    this.current = null;
    this.queue = [];
    for (const j of all) j.reject(err);
  }

  close() {
    this.sock.end();
    this.sock.setTimeout(2000, () => this.sock.destroy());
  }
};
