const net = require('net');

/** Length-prefixed key/value protocol. Requests are answered in order. */
class KvWire {
  constructor(opts) {
    this.pending = [];
    this.rx = Buffer.alloc(0);
    this.sock = net.connect({ host: opts.host, port: opts.port, noDelay: true, keepAlive: true });
    this.sock.setTimeout(opts.timeoutMs || 3000);
    this.sock.on('timeout', () => {
      if (this.pending.length) this.sock.destroy(new Error('kv server does not answer'));
    });
    this.sock.on('data', (d) => this.onData(d));
    this.sock.on('error', (e) => { this.lastError = e; });
    this.sock.on('close', () => {
      const err = this.lastError || new Error('connection closed');
      for (const p of this.pending.splice(0)) p.reject(err);
    });
  }

  get(key) {
    if (this.sock.destroyed || !this.sock.writable) return Promise.reject(new Error('not connected'));
    const k = Buffer.from(key);
    const frame = Buffer.allocUnsafe(4 + k.length);
    frame.writeUInt32BE(k.length, 0);
    k.copy(frame, 4);
    return new Promise((resolve, reject) => {
      this.pending.push({ resolve, reject });
      this.sock.write(frame);
    });
  }

  onData(d) {
    this.rx = Buffer.concat([this.rx, d]);
    while (this.rx.length >= 4) {
      const n = this.rx.readUInt32BE(0);
      if (n > 1 << 20) {
        this.sock.destroy(new Error('answer too long'));
        return;
      }
      if (this.rx.length < 4 + n) return;
      const body = this.rx.subarray(4, 4 + n);
      this.rx = this.rx.subarray(4 + n);
      const p = this.pending.shift();
      if (p) p.resolve(body.toString());
    }
  }

  close() { this.sock.end(); }
}

module.exports = { KvWire };
