'use strict';
const net = require('net');
const { EventEmitter } = require('events');

const open = new Set();

class Modem extends EventEmitter {
  constructor(host, port) {
    super();
    this.queue = [];
    this.socket = net.connect({ host, port, allowHalfOpen: true });
    open.add(this.socket);
    this.socket.setTimeout(15000);
    this.socket.on('connect', () => this.emit('ready'));
    this.socket.on('data', (d) => this.onData(d));
    this.socket.on('timeout', () => this.onTimeout());
    this.socket.on('end', () => this.socket.end());
    this.socket.on('error', (e) => this.fail(e));
    this.socket.on('close', () => open.delete(this.socket));
  }

  send(cmd) {
    return new Promise((resolve, reject) => {
      this.queue.push({ resolve, reject });
      this.socket.write(cmd + '\r');
    });
  }

  onData(d) {
    const w = this.queue.shift();
    if (w) w.resolve(d.toString());
  }

  onTimeout() {
    const err = new Error('modem does not answer');
    for (const w of this.queue.splice(0)) w.reject(err);
    this.emit('offline');
  }

  fail(err) {
    for (const w of this.queue.splice(0)) w.reject(err);
    this.socket.destroy();
  }
}

module.exports = Modem;
