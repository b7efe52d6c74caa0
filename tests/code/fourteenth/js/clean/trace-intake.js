'use strict';

const net = require('net');

const HIGH = 2000;
const LOW = 500;

class TraceIntake {
  constructor(store) {
    this.store = store;
    this.queue = [];
    this.paused = new Set();
    this.running = false;
  }

  listen(port) {
    this.server = net.createServer((c) => this.client(c)).listen(port);
    return this.server;
  }

  client(c) {
    let rest = '';
    c.setEncoding('utf8').setKeepAlive(true, 30000);
    c.on('data', (d) => {
      const spans = (rest + d).split('\n');
      rest = spans.pop();
      this.queue.push(...spans);
      if (this.queue.length > HIGH) {
        c.pause();
        this.paused.add(c);
      }
      this.work();
    });
    c.on('error', (e) => console.error('trace client', e.message));
    c.on('close', () => this.paused.delete(c));
  }

  async work() {
    if (this.running) return;
    this.running = true;
    while (this.queue.length) {
      const some = this.queue.splice(0, 250);
      try {
        await this.store.insert(some);
      } catch (e) {
        console.error(some.length + ' spans not stored:', e.message);
      }
      if (this.queue.length < LOW) {
        for (const c of this.paused) c.resume();
        this.paused.clear();
      }
    }
    this.running = false;
  }
}

module.exports = TraceIntake;
