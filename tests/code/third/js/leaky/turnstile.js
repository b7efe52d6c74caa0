const net = require('net');
const EventEmitter = require('events');

class Turnstile extends EventEmitter {
  constructor(host, port) {
    super();
    this.waiting = [];
    this.buf = Buffer.alloc(0);
    this.socket = net.connect(port, host);
    this.socket.setNoDelay(false);
    this.socket.setKeepAlive(true, 15000);
    this.socket.setTimeout(20000, () => this.socket.destroy(new Error('turnstile is silent')));
    this.socket.on('data', (d) => this._onData(d));
    this.socket.on('error', (e) => this.emit('offline', e));
    this.socket.on('close', () => {
      for (const w of this.waiting.splice(0)) w.reject(new Error('closed'));
    });
  }

  _onData(d) {
    this.buf = Buffer.concat([this.buf, d]);
    while (this.buf.length >= 2) {
      const code = this.buf.readUInt16BE(0);
      this.buf = this.buf.subarray(2);
      const w = this.waiting.shift();
      if (w) w.resolve(code);
    }
  }

  ask(op, payload) {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(op, 0);
    head.writeUInt16BE(payload.length, 2);
    this.socket.write(head);
    this.socket.write(payload);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  async passAll(cards) {
    for (const card of cards) {
      const code = await this.ask(0x11, Buffer.from(card, 'hex'));
      this.emit('card', card, code === 0);
    }
  }

  close() {
    this.socket.end();
  }
}

module.exports = Turnstile;
