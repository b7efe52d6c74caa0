import WebSocket from 'ws';
export class Quotes {
  private ws?: WebSocket;
  private beat?: NodeJS.Timeout;
  private stopped = false;
  constructor(private readonly url: string, private readonly on: (q: unknown) => void) { this.open(); }
  private open() {
    const ws = new WebSocket(this.url, { handshakeTimeout: 5000 });
    this.ws = ws;
    let alive = true;
    ws.on('open', () => {
      this.beat = setInterval(() => {
        if (!alive) return ws.terminate();
        alive = false;
        ws.ping();
      }, 20_000);
    });
    ws.on('pong', () => { alive = true; });
    ws.on('message', (m) => this.on(JSON.parse(m.toString())));
    ws.on('error', (e) => console.warn(e.message));
    ws.on('close', () => {
      clearInterval(this.beat);
      if (!this.stopped) setTimeout(() => this.open(), 3000);
    });
  }
  stop() { this.stopped = true; this.ws?.close(); }
}
