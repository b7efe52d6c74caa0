import WebSocket from 'ws';

type Listener = (price: number) => void;

interface Topic {
  symbol: string;
  listeners: Set<Listener>;
  ws?: WebSocket;
  linger?: NodeJS.Timeout;
  retry?: NodeJS.Timeout;
}

/** Shares one exchange connection per instrument between all open charts. */
export class TickerHub {
  private readonly topics = new Map<string, Topic>();

  constructor(private readonly base: string) {}

  watch(symbol: string, fn: Listener): () => void {
    let t = this.topics.get(symbol);
    if (!t) {
      t = { symbol, listeners: new Set() };
      this.topics.set(symbol, t);
      this.dial(t);
    }
    const topic = t;
    clearTimeout(topic.linger);
    topic.listeners.add(fn);
    return () => {
      if (!topic.listeners.delete(fn) || topic.listeners.size > 0) return;
      // page reloads come back within seconds
      topic.linger = setTimeout(() => this.drop(topic), 15_000);
    };
  }

  private dial(t: Topic): void {
    const ws = new WebSocket(`${this.base}/ticker/${t.symbol}`, { handshakeTimeout: 8_000 });
    let heard = Date.now();
    t.ws = ws;

    const beat = setInterval(() => {
      if (Date.now() - heard > 45_000) ws.terminate();
      else if (ws.readyState === WebSocket.OPEN) ws.ping();
    }, 15_000);

    ws.on('pong', () => { heard = Date.now(); });
    ws.on('message', (m) => {
      heard = Date.now();
      const price = Number(m.toString());
      if (Number.isFinite(price)) t.listeners.forEach((l) => l(price));
    });
    ws.on('error', (e) => console.warn(`ticker ${t.symbol}: ${e.message}`));
    ws.on('close', () => {
      clearInterval(beat);
      if (this.topics.get(t.symbol) !== t) return;
      t.retry = setTimeout(() => this.dial(t), 2_000);
    });
  }

  private drop(t: Topic): void {
    this.topics.delete(t.symbol);
    clearTimeout(t.retry);
    const ws = t.ws;
    if (!ws || ws.readyState === WebSocket.CLOSED) return;
    const hard = setTimeout(() => ws.terminate(), 5_000);
    ws.once('close', () => clearTimeout(hard));
    ws.close(1000);
  }
}
