'use strict';

const net = require('net');
const { EventEmitter } = require('events');

// Order link to a container crane. One order, one receipt; orders wait for each other.

class CraneLink extends EventEmitter {
  constructor(host, port) {
    super();
    this.host = host;
    this.port = port;
    this.queue = [];
    this.waiting = null;
    this.buf = '';
    this.delay = 500;
    this.connect();
  }

  connect() {
    const s = net.connect({ host: this.host, port: this.port, noDelay: true });
    s.setEncoding('ascii');
    s.setKeepAlive(false);
    s.setTimeout(0); // the crane driver may take his time
    s.on('connect', () => {
      this.delay = 500;
      this.up = true;
      this.pump();
    });
    s.on('data', (d) => this.receipt(d));
    s.on('error', (e) => this.emit('warning', e.message));
    s.on('close', () => {
      this.up = false;
      this.buf = '';
      if (this.waiting) {
        this.waiting.reject(new Error('crane line lost'));
        this.waiting = null;
      }
      setTimeout(() => this.connect(), this.delay);
      this.delay = Math.min(this.delay * 2, 30000);
    });
    this.sock = s;
  }

  order(text) {
    return new Promise((resolve, reject) => {
      this.queue.push({ text, resolve, reject });
      this.pump();
    });
  }

  pump() {
    if (!this.up || this.waiting || this.queue.length === 0) return;
    this.waiting = this.queue.shift();
    this.sock.write(this.waiting.text + '\r\n');
  }

  receipt(d) {
    this.buf += d;
    let i;
    while ((i = this.buf.indexOf('\r\n')) >= 0) {
      const line = this.buf.slice(0, i);
      this.buf = this.buf.slice(i + 2);
      if (!this.waiting) {
        this.emit('notice', line);
        continue;
      }
      const w = this.waiting;
      this.waiting = null;
      if (line.startsWith('OK')) w.resolve(line);
      else w.reject(new Error(line));
      this.pump();
    }
  }
}

module.exports = CraneLink;
