const net = require('net');
const { EventEmitter } = require('events');

class LogIntake extends EventEmitter {
  constructor(indexer, opts = {}) {
    super();
    this.indexer = indexer;
    this.highWater = opts.highWater || 5000;
    this.queue = [];
    this.flushing = false;
    this.server = net.createServer((s) => this.onSource(s));
  }

  onSource(sock) {
    let tail = '';
    sock.setEncoding('utf8');
    sock.setKeepAlive(true, 30000);
    sock.on('data', (text) => {
      const lines = (tail + text).split('\n');
      tail = lines.pop();
      this.queue.push(...lines);
      if (this.queue.length > this.highWater) {
        sock.pause();
        this.emit('pressure', this.queue.length);
      }
      this.flush();
    });
    sock.on('end', () => { if (tail) this.queue.push(tail); this.flush(); });
    sock.on('error', (e) => this.emit('sourceError', e));
  }

  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    try {
      while (this.queue.length) {
        const batch = this.queue.splice(0, 1000);
        await this.indexer.bulk(batch);
      }
    } catch (e) {
      this.emit('indexError', e);
    } finally {
      this.flushing = false;
    }
  }

  listen(port) {
    this.server.listen(port);
  }
}

module.exports = LogIntake;
