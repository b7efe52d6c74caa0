'use strict';

const net = require('net');
const { EventEmitter } = require('events');

const HIGH = 500;

/**
 * Live captions come from the stenographer's desk as JSON lines; encoders take them from `queue`.
 */
class CaptionFeed extends EventEmitter {
  constructor(host, port) {
    super();
    this.host = host;
    this.port = port;
    this.queue = [];
    this.tail = '';
    this.stopped = false;
  }

  start() {
    const s = net.connect({ host: this.host, port: this.port });
    this.sock = s;
    s.setEncoding('utf8');
    s.setKeepAlive(true, 15000);
    // no idle limit: between sessions the desk may be silent for hours

    s.on('data', (txt) => {
      const lines = (this.tail + txt).split('\n');
      this.tail = lines.pop();
      for (const l of lines) {
        if (!l) continue;
        try {
          this.queue.push(JSON.parse(l));
        } catch (e) {
          this.emit('garbage', l);
        }
      }
      if (this.queue.length > HIGH) {
        this.emit('congested', this.queue.length);
        s.pause();
      }
      this.emit('captions');
    });
    s.on('error', (e) => this.emit('trouble', e));
    s.on('close', () => {
      this.tail = '';
      if (!this.stopped) setTimeout(() => this.start(), 2000);
    });
  }

  /** Encoders call this once per frame. */
  take(max = 4) {
    return this.queue.splice(0, max);
  }

  stop() {
    this.stopped = true;
    if (this.sock) this.sock.destroy();
  }
}

module.exports = { CaptionFeed };
