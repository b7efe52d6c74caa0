const net = require('net');
class Printer {
  constructor(host) {
    this.host = host;
  }
  print(job) {
    return new Promise((resolve, reject) => {
      const s = net.connect(9100, this.host);
      s.setTimeout(15000);
      s.on('timeout', () => reject(new Error('printer timeout'))); // expect: close-wait-leak
      s.on('error', reject);
      s.on('connect', () => s.end(job));
      s.on('close', () => resolve());
    });
  }
}
module.exports = Printer;
