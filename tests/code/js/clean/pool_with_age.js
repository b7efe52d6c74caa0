const net = require('net');

class Pool {
  constructor(host, port, max = 8) {
    this.host = host; this.port = port; this.max = max;
    this.idle = []; this.busy = new Set(); this.waiters = [];
  }
  async acquire() {
    while (this.idle.length) {
      const { socket, since } = this.idle.pop();
      if (!socket.destroyed && Date.now() - since < 30000) {
        this.busy.add(socket);
        return socket;
      }
      socket.destroy();
    }
    if (this.busy.size >= this.max) return new Promise((r) => this.waiters.push(r));
    const socket = await this.dial();
    this.busy.add(socket);
    return socket;
  }
  dial() {
    return new Promise((resolve, reject) => {
      const s = net.connect(this.port, this.host);
      s.setKeepAlive(true, 10000);
      const t = setTimeout(() => s.destroy(new Error('connect timeout')), 3000);
      s.once('error', (e) => { clearTimeout(t); reject(e); });
      s.once('connect', () => { clearTimeout(t); resolve(s); });
    });
  }
  release(socket, broken) {
    this.busy.delete(socket);
    if (broken || socket.destroyed) {
      socket.destroy();
      return;
    }
    const w = this.waiters.shift();
    if (w) {
      this.busy.add(socket);
      w(socket);
    } else {
      this.idle.push({ socket, since: Date.now() });
    }
  }
}
module.exports = Pool;
