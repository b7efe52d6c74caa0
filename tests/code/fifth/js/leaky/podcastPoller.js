import https from 'node:https';
import { EventEmitter } from 'node:events';

/** Looks every few minutes whether a feed has changed. */
export class PodcastPoller extends EventEmitter {
  constructor(feeds, { every = 300_000, parallel = 10 } = {}) {
    super();
    this.feeds = feeds.map((url) => ({ url, etag: null, fails: 0 }));
    this.every = every;
    this.agent = new https.Agent({ keepAlive: true, maxSockets: parallel, maxFreeSockets: parallel });
  }

  start() {
    this.timer = setInterval(() => this.round(), this.every);
    this.round();
  }

  stop() {
    clearInterval(this.timer);
    this.agent.destroy();
  }

  round() {
    for (const feed of this.feeds) this.check(feed);
  }

  check(feed) {
    const headers = { 'user-agent': 'podwatch/2.1', accept: 'application/rss+xml' };
    if (feed.etag) headers['if-none-match'] = feed.etag;

    const req = https.get(feed.url, { agent: this.agent, headers }, (res) => {
      clearTimeout(patience);
      if (res.statusCode === 304) {
        res.resume();
        feed.fails = 0;
        return;
      }
      if (res.statusCode !== 200) {
        feed.fails++;
        this.emit('trouble', feed.url, res.statusCode);
        return;
      }
      feed.etag = res.headers.etag ?? null;
      feed.fails = 0;
      res.setTimeout(30_000, () => res.destroy(new Error('stalled')));
      const chunks = [];
      let size = 0;
      res.on('data', (c) => {
        size += c.length;
        if (size > 5e6) res.destroy(new Error('feed too big'));
        else chunks.push(c);
      });
      res.on('end', () => this.emit('feed', feed.url, Buffer.concat(chunks).toString('utf8')));
      res.on('error', (e) => this.emit('trouble', feed.url, e.message));
    });
    const patience = setTimeout(() => req.destroy(new Error('timeout')), 20_000);
    req.on('error', (e) => {
      clearTimeout(patience);
      feed.fails++;
      this.emit('trouble', feed.url, e.message);
    });
  }
}
