// http server which can be emptied: used by all our small services at deploys
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export class Drainable {
  #sockets = new Map(); // socket -> requests in work
  #draining = false;

  constructor(handler) {
    this.server = http.createServer((req, res) => {
      const sock = req.socket;
      this.#sockets.set(sock, (this.#sockets.get(sock) ?? 0) + 1);
      if (this.#draining) res.setHeader('connection', 'close');
      res.once('close', () => {
        const n = this.#sockets.get(sock);
        if (n === undefined) return;
        this.#sockets.set(sock, n - 1);
        if (this.#draining && n === 1) sock.end();
      });
      Promise.resolve(handler(req, res)).catch((e) => {
        console.error(req.url, e);
        if (res.headersSent) res.destroy();
        else res.writeHead(500).end();
      });
    });
    this.server.requestTimeout = 60_000;
    this.server.headersTimeout = 15_000;
    this.server.keepAliveTimeout = 20_000;
    this.server.on('connection', (s) => {
      this.#sockets.set(s, 0);
      s.once('close', () => this.#sockets.delete(s));
    });
    this.server.on('clientError', (e, s) => {
      if (s.writable && e.code !== 'ECONNRESET') s.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      else s.destroy();
    });
  }

  listen(port) {
    return new Promise((ok, no) => {
      this.server.once('error', no);
      this.server.listen(port, ok);
    });
  }

  async drain(patience = 15_000) {
    this.#draining = true;
    const closed = new Promise((ok) => this.server.close(ok));
    for (const [s, busy] of this.#sockets) if (busy === 0) s.end();
    const abort = new AbortController();
    await Promise.race([
      closed,
      sleep(patience, undefined, { signal: abort.signal }).catch(() => {}),
    ]);
    abort.abort();
    for (const s of this.#sockets.keys()) s.destroy();
    await closed;
  }
}

const d = new Drainable(async (req, res) => {
  await sleep(20);
  res.end('hello\n');
});
await d.listen(8000);
process.once('SIGTERM', () => d.drain().then(() => process.exit(0)));
