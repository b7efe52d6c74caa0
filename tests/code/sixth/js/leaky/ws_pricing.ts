import WebSocket from 'ws';

type Listener = (symbol: string, price: number) => void;

const SILENCE_MS = 20_000;

export class PricingClient {
  private ws?: WebSocket;
  private watchdog?: NodeJS.Timeout;
  private backoff = 500;

  constructor(
    private readonly url: string,
    private readonly symbols: string[],
    private readonly listener: Listener,
  ) {}

  start(): void {
    const ws = new WebSocket(this.url, { handshakeTimeout: 5000 });
    this.ws = ws;
    ws.on('open', () => {
      this.backoff = 500;
      ws.send(JSON.stringify({ op: 'subscribe', symbols: this.symbols }));
      this.feedDog();
    });
    ws.on('message', (raw) => {
      if (ws !== this.ws) return;
      this.feedDog();
      const m = JSON.parse(raw.toString()) as { s: string; p: number };
      this.listener(m.s, m.p);
    });
    ws.on('error', (e) => console.warn('pricing: %s', e.message));
    ws.on('close', () => {
      if (ws !== this.ws) return;
      clearTimeout(this.watchdog);
      this.again();
    });
  }

  private feedDog(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      console.warn('pricing: nothing for %d ms', SILENCE_MS);
      this.ws = undefined;
      this.again();
    }, SILENCE_MS);
  }

  private again(): void {
    setTimeout(() => this.start(), this.backoff);
    this.backoff = Math.min(this.backoff * 2, 30_000);
  }
}
