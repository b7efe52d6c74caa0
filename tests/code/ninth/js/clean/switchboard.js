const net = require('net');
const { EventEmitter } = require('events');

class Switchboard extends EventEmitter {
  constructor(sock) {
    super();
    this.sock = sock;
    this.waiting = [];
    this.buf = '';
  }

  static async login(host, user, secret) {
    const sock = net.connect({ host, port: 5038, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30000 });
    const board = new Switchboard(sock);
    board._wire();
    try {
      const r = await board.action({ Action: 'Login', Username: user, Secret: secret });
      if (r.Response !== 'Success') throw new Error('refused: ' + r.Message);
      return board;
    } catch (e) {
      sock.destroy();
      throw e;
    }
  }

  action(fields) {
    return new Promise((resolve, reject) => {
      if (this.sock.destroyed) {
        reject(new Error('not connected'));
        return;
      }
      const timer = setTimeout(() => this.sock.destroy(new Error('no response in 10 s')), 10000);
      this.waiting.push({ resolve, reject, timer });
      const text = Object.entries(fields).map(([k, v]) => `${k}: ${v}\r\n`).join('');
      this.sock.write(text + '\r\n');
    });
  }

  _wire() {
    this.sock.setEncoding('utf8');
    this.sock.on('data', (s) => {
      this.buf += s;
      let at;
      while ((at = this.buf.indexOf('\r\n\r\n')) >= 0) {
        const block = Object.fromEntries(
          this.buf.slice(0, at).split('\r\n').map((l) => l.split(/:\s*/, 2)).filter((p) => p.length === 2)
        );
        this.buf = this.buf.slice(at + 4);
        if (block.Event) this.emit('event', block);
        else if (this.waiting.length) {
          const w = this.waiting.shift();
          clearTimeout(w.timer);
          w.resolve(block);
        }
      }
    });
    let why = new Error('switchboard closed the connection');
    this.sock.on('error', (e) => { why = e; });
    this.sock.on('close', () => {
      for (const w of this.waiting.splice(0)) {
        clearTimeout(w.timer);
        w.reject(why);
      }
      this.emit('gone', why);
    });
  }

  logoff() {
    this.sock.end('Action: Logoff\r\n\r\n');
  }
}

module.exports = Switchboard;
