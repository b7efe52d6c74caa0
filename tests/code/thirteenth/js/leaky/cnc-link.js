const net = require('net');
const { EventEmitter } = require('events');

/** Line to a milling machine controller. One command at a time; it answers each with 4 bytes. */
class CncLink extends EventEmitter {
  constructor(host) {
    super();
    this.pending = null;
    this.got = Buffer.alloc(0);
    this.sock = net.connect(8193, host);
    this.sock.setNoDelay(false);
    this.sock.setTimeout(5000, () => this.sock.destroy(new Error('controller silent')));
    this.sock.on('data', (d) => this.onData(d));
    this.sock.on('error', (e) => this.fail(e));
    this.sock.on('close', () => {
      this.fail(new Error('controller closed the line'));
      this.emit('down');
    });
  }

  fail(e) {
    const p = this.pending;
    this.pending = null;
    if (p) p.reject(e);
  }

  onData(d) {
    this.got = Buffer.concat([this.got, d]);
    if (this.got.length < 4 || !this.pending) return;
    const code = this.got.readUInt32BE(0);
    this.got = this.got.subarray(4);
    const p = this.pending;
    this.pending = null;
    code === 0 ? p.resolve() : p.reject(new Error('alarm ' + code));
  }

  send(opcode, gcode) {
    return new Promise((resolve, reject) => {
      if (this.pending) return reject(new Error('command under way'));
      this.pending = { resolve, reject };
      const body = Buffer.from(gcode, 'ascii');
      const head = Buffer.alloc(6);
      head.writeUInt16BE(opcode, 0);
      head.writeUInt32BE(body.length, 2);
      this.sock.write(head);
      this.sock.write(body);
    });
  }

  close() {
    this.sock.destroy();
  }
}

module.exports = CncLink;
