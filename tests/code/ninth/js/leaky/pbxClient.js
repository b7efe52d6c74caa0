const net = require('net');
const readline = require('readline');

/* Minimal manager-interface client for the switchboard (AMI dialect of our Asterisk 18). */
class PbxClient {
  constructor(sock, lines) {
    this.sock = sock;
    this.lines = lines;
    this.pending = [];
    lines.on('line', (l) => this._line(l));
    sock.on('close', () => this._fail(new Error('switchboard went away')));
  }

  static login(host, user, secret) {
    return new Promise((resolve, reject) => {
      const sock = net.createConnection(5038, host);
      sock.setNoDelay(true);
      sock.setKeepAlive(true, 30000);
      sock.setTimeout(8000, () => sock.destroy(new Error('login timed out')));
      sock.once('error', reject);
      sock.once('close', () => reject(new Error('switchboard hung up during login')));
      const lines = readline.createInterface({ input: sock });
      sock.once('connect', () => {
        sock.write(`Action: Login\r\nUsername: ${user}\r\nSecret: ${secret}\r\n\r\n`);
      });
      lines.on('line', function first(l) {
        if (!l.startsWith('Response:')) return;
        lines.removeListener('line', first);
        sock.setTimeout(0);
        if (l.trim() !== 'Response: Success') {
          reject(new Error('switchboard refused ' + user));
          return;
        }
        sock.removeListener('error', reject);
        sock.on('error', (e) => console.error('pbx', e.message));
        resolve(new PbxClient(sock, lines));
      });
    });
  }

  command(text) {
    return new Promise((resolve, reject) => {
      this.pending.push({ resolve, reject });
      this.sock.write('Action: Command\r\nCommand: ' + text + '\r\n\r\n');
    });
  }

  _line(l) {
    if (l.startsWith('Response:') && this.pending.length) this.pending.shift().resolve(l.slice(10));
  }

  _fail(e) {
    this.pending.splice(0).forEach((p) => p.reject(e));
  }

  logoff() {
    this.sock.end('Action: Logoff\r\n\r\n');
  }
}

module.exports = PbxClient;
