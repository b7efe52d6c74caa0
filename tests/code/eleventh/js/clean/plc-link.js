'use strict';

const net = require('net');

// Talks to the bottling line PLC: one request, one response, 16 bit ids.
// Frame: u16 id, u16 len, payload

class PlcLink {
  constructor(host, log) {
    this.host = host;
    this.log = log;
    this.waiting = new Map();
    this.nextId = 1;
    this.buf = Buffer.alloc(0);
    this.sock = null;
  }

  connect() {
    return new Promise((resolve, reject) => {
      const s = net.createConnection(10500, this.host);
      s.setNoDelay(true);
      s.setKeepAlive(true, 15000);
      const t = setTimeout(() => s.destroy(new Error('plc: connect timed out')), 3000);
      s.on('connect', () => {
        clearTimeout(t);
        this.sock = s;
        resolve(this);
      });
      s.on('data', (d) => this.feed(d));
      s.on('error', (e) => {
        clearTimeout(t);
        this.log.warn(e.message);
        reject(e);
      });
      s.on('close', () => {
        this.sock = null;
        this.buf = Buffer.alloc(0);
        for (const w of this.waiting.values()) {
          clearTimeout(w.timer);
          w.reject(new Error('plc: link down'));
        }
        this.waiting.clear();
      });
    });
  }

  feed(d) {
    this.buf = this.buf.length ? Buffer.concat([this.buf, d]) : d;
    while (this.buf.length >= 4) {
      const len = this.buf.readUInt16BE(2);
      if (this.buf.length < 4 + len) break;
      const w = this.waiting.get(this.buf.readUInt16BE(0));
      if (w) {
        this.waiting.delete(this.buf.readUInt16BE(0));
        clearTimeout(w.timer);
        w.resolve(Buffer.from(this.buf.subarray(4, 4 + len)));
      }
      this.buf = this.buf.subarray(4 + len);
    }
  }

  request(payload) {
    if (!this.sock) return Promise.reject(new Error('plc: not connected'));
    const id = this.nextId;
    this.nextId = (this.nextId % 0xffff) + 1;
    const head = Buffer.alloc(4);
    head.writeUInt16BE(id, 0);
    head.writeUInt16BE(payload.length, 2);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(new Error('plc: no reply'));
        if (this.sock) this.sock.destroy();   // out of step, start afresh
      }, 1500);
      this.waiting.set(id, { resolve, reject, timer });
      this.sock.write(Buffer.concat([head, payload]));
    });
  }

  close() {
    if (this.sock) this.sock.destroy();
  }
}

module.exports = PlcLink;
