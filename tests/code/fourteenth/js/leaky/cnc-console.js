const net = require('net');

// Talks to the Haas-like control of the milling machines: one question at a time.
class CncConsole {
  constructor(host, port = 5051) {
    this.host = host;
    this.port = port;
    this.waiting = [];
    this.rx = '';
  }

  open() {
    return new Promise((resolve, reject) => {
      const s = net.connect({ host: this.host, port: this.port });
      this.sock = s;
      s.setNoDelay(false);
      s.setEncoding('ascii');
      s.setTimeout(15000, () => s.destroy(new Error('control silent')));
      s.once('connect', resolve);
      s.once('error', reject);
      s.on('error', (e) => this.fail(e));
      s.on('close', () => this.fail(new Error('control closed')));
      s.on('data', (t) => this.onText(t));
    });
  }

  ask(qcode, args) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.sock.write('?Q' + qcode);
      for (const a of args) this.sock.write(' ' + a);
      this.sock.write('\r\n');
    });
  }

  onText(t) {
    this.rx += t;
    let i;
    while ((i = this.rx.indexOf('\n')) !== -1) {
      const line = this.rx.slice(0, i).replace(/^>|\r$/g, '');
      this.rx = this.rx.slice(i + 1);
      const w = this.waiting.shift();
      if (w) w.resolve(line);
    }
  }

  fail(err) {
    for (const w of this.waiting.splice(0)) w.reject(err);
  }

  close() {
    this.sock.end();
  }
}

module.exports = CncConsole;
