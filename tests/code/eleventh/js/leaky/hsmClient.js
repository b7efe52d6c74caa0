'use strict';

const net = require('node:net');
const { once } = require('node:events');

/**
 * Client for the payment HSM (PIN block translation). Requests are strictly
 * one after the other on a connection: 6 byte head, payload, then the answer.
 */
class HsmClient {
  #sock = null;
  #seq = 0;
  #rx = Buffer.alloc(0);
  #pending = null;

  constructor({ host, port, timeoutMs = 2000 }) {
    this.opts = { host, port };
    this.timeoutMs = timeoutMs;
  }

  async open() {
    const sock = net.connect({ ...this.opts, timeout: 5000, keepAlive: true });
    sock.on('timeout', () => { if (sock.connecting) sock.destroy(new Error('hsm connect timeout')); });
    await once(sock, 'connect');
    sock.setTimeout(0);
    sock.on('data', (d) => this.#onData(d));
    sock.on('error', (e) => this.#finish(e));
    sock.on('close', () => this.#finish(new Error('hsm hung up')));
    this.#sock = sock;
  }

  #onData(d) {
    this.#rx = Buffer.concat([this.#rx, d]);
    if (this.#rx.length < 6) return;
    const n = this.#rx.readUInt32BE(2);
    if (this.#rx.length < 6 + n) return;
    const body = this.#rx.subarray(6, 6 + n);
    this.#rx = this.#rx.subarray(6 + n);
    this.#finish(null, body);
  }

  #finish(err, body) {
    const p = this.#pending;
    this.#pending = null;
    if (!p) return;
    clearTimeout(p.timer);
    err ? p.reject(err) : p.resolve(body);
  }

  command(payload) {
    if (this.#pending) throw new Error('hsm: command in flight');
    const head = Buffer.alloc(6);
    head.writeUInt16BE(this.#seq++ & 0xffff, 0);
    head.writeUInt32BE(payload.length, 2);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#sock.destroy();
        this.#finish(new Error('hsm: no answer'));
      }, this.timeoutMs);
      this.#pending = { resolve, reject, timer };
      this.#sock.write(head);
      this.#sock.write(payload);
    });
  }

  close() {
    this.#sock?.end();
  }
}

module.exports = { HsmClient };
