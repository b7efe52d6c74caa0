'use strict';
const net = require('net');

/** Line buffer in front of one connection to the statsd relay; lossy on purpose when it is away. */
class Statsd {
  constructor({ host, port, flushMs = 1000, maxBytes = 256 * 1024 }) {
    Object.assign(this, { host, port, maxBytes, lines: [], bytes: 0, dropped: 0, sock: null, ready: false });
    this.timer = setInterval(() => this.flush(), flushMs);
    this.timer.unref();
  }

  incr(name, by = 1) {
    this.add(`${name}:${by}|c\n`);
  }

  timing(name, ms) {
    this.add(`${name}:${ms}|ms\n`);
  }

  add(line) {
    if (this.bytes + line.length > this.maxBytes) {
      this.dropped++;
      return;
    }
    this.lines.push(line);
    this.bytes += line.length;
  }

  connect() {
    const s = net.connect({ host: this.host, port: this.port, noDelay: true, keepAlive: true });
    this.sock = s;
    s.setTimeout(5000, () => {
      if (!this.ready || s.writableLength > 0) s.destroy();
    });
    s.once('connect', () => {
      this.ready = true;
    });
    s.on('error', (e) => console.error('statsd: %s', e.code));
    s.on('close', () => {
      if (this.sock === s) {
        this.sock = null;
        this.ready = false;
      }
    });
    s.resume();
  }

  flush() {
    if (!this.sock) return this.connect();
    if (!this.ready || this.sock.writableNeedDrain || this.lines.length === 0) return undefined;
    this.sock.write(this.lines.join(''));
    this.lines = [];
    this.bytes = 0;
    return undefined;
  }

  close() {
    clearInterval(this.timer);
    if (!this.sock) return;
    this.flush();
    this.sock.end();
  }
}

module.exports = { Statsd };
