const net = require('net');

const HIGH = 5000;
const LOW = 1000;

class Ingest {
  constructor(db) {
    this.db = db;
    this.rows = [];
    this.held = new Set();
    this.busy = false;
  }

  listen(port) {
    this.server = net.createServer((s) => this.attach(s));
    this.server.listen(port);
    return this;
  }

  attach(sock) {
    let tail = '';
    sock.setEncoding('ascii');
    sock.setKeepAlive(true, 20000);
    sock.on('data', (s) => {
      const codes = (tail + s).split('\r');
      tail = codes.pop();
      for (const code of codes) this.rows.push({ code, at: Date.now() });
      if (this.rows.length > HIGH) {
        sock.pause();
        this.held.add(sock);
      }
      this.drain();
    });
    sock.on('error', (e) => console.error('scanner', e.message));
    sock.on('close', () => this.held.delete(sock));
  }

  async drain() {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.rows.length) {
        const batch = this.rows.slice(0, 500);
        await this.db.insertMany('scans', batch);
        this.rows.splice(0, batch.length);
        if (this.rows.length < LOW) this.letGo();
      }
    } catch (e) {
      console.error('insert failed, again in 2 s', e.message);
      setTimeout(() => this.drain(), 2000);
    } finally {
      this.busy = false;
    }
  }

  letGo() {
    for (const s of this.held) s.resume();
    this.held.clear();
  }
}

module.exports = Ingest;
