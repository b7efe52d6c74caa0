import net from 'node:net';

export class UpstreamLink {
  private sock?: net.Socket;
  private lastPong = Date.now();

  start() {
    this.connect();
    setInterval(() => {
      if (Date.now() - this.lastPong > 45_000) {
        console.warn('upstream silent, reconnecting');
        this.connect(); // expect: close-wait-leak
        return;
      }
      this.sock?.write('PING\n');
    }, 15_000);
  }

  private connect() {
    this.lastPong = Date.now();
    this.sock = net.connect({ host: 'upstream.lan', port: 9000 });
    this.sock.on('data', () => { this.lastPong = Date.now(); });
    this.sock.on('error', (e) => console.warn(e.message));
  }
}
