'use strict';

const http = require('http');

/** Departure boards subscribe per platform; `publish` is called by the dispatcher's feed. */
class Boards {
  constructor() {
    this.byPlatform = new Map();
    this.beat = setInterval(() => this.each((res) => this.send(res, ':\n\n')), 15000);
  }

  add(platform, req, res) {
    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    res.write('retry: 3000\n\n');
    const set = this.byPlatform.get(platform) || new Set();
    this.byPlatform.set(platform, set.add(res));
    req.socket.setKeepAlive(true, 30000);
    res.on('error', () => {});
    res.once('close', () => {
      set.delete(res);
      if (set.size === 0 && this.byPlatform.get(platform) === set) this.byPlatform.delete(platform);
    });
  }

  send(res, text) {
    if (res.writableLength > 256 * 1024) {
      // board doesn't read any more: it will come back by itself
      res.destroy();
      return;
    }
    res.write(text);
  }

  each(fn) {
    for (const set of this.byPlatform.values()) for (const res of set) fn(res);
  }

  publish(platform, dep) {
    const text = `event: dep\ndata: ${JSON.stringify(dep)}\n\n`;
    for (const res of this.byPlatform.get(platform) || []) this.send(res, text);
  }

  stop() {
    clearInterval(this.beat);
    this.each((res) => res.end('event: bye\ndata: {}\n\n'));
  }
}

const boards = new Boards();

const server = http.createServer((req, res) => {
  const m = /^\/platforms\/(\d{1,2})\/events$/.exec(req.url);
  if (req.method === 'GET' && m) return boards.add(m[1], req, res);
  req.resume();
  res.statusCode = 404;
  res.end('no such platform\n');
});
server.keepAliveTimeout = 65000;
server.headersTimeout = 20000;
server.listen(8085);

process.once('SIGINT', () => {
  boards.stop();
  server.close();
  server.closeIdleConnections();
});

module.exports = { publish: (p, d) => boards.publish(p, d) };
