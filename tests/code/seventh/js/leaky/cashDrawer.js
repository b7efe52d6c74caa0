'use strict';
// Talks to the ESC/POS box under the counter (one command per connection,
// the box can't do better).
const net = require('net');
const { EventEmitter } = require('events');

const KICK = Buffer.from([0x1b, 0x70, 0x00, 0x19, 0xfa]);
const STATUS = Buffer.from([0x10, 0x04, 0x01]);

class CashDrawer extends EventEmitter {
  constructor(host, port) {
    super();
    this.host = host;
    this.port = port || 9100;
    this.failures = 0;
  }

  _command(bytes) {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host: this.host, port: this.port });
      const chunks = [];
      socket.setTimeout(4000);
      socket.once('connect', () => socket.write(bytes));
      socket.on('data', (d) => {
        chunks.push(d);
        socket.end();
      });
      socket.once('close', () => resolve(Buffer.concat(chunks)));
      socket.once('error', (err) => {
        this.failures += 1;
        reject(err);
      });
      socket.once('timeout', () => {
        this.failures += 1;
        reject(new Error('drawer ' + this.host + ' does not answer'));
      });
    });
  }

  async isOpen() {
    const answer = await this._command(STATUS);
    return answer.length > 0 && (answer[0] & 0x04) === 0;
  }

  async kick() {
    await this._command(Buffer.concat([KICK, STATUS]));
    this.emit('kicked', new Date());
  }
}

module.exports = CashDrawer;
