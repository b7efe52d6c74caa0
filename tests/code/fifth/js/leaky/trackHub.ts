import { createServer, IncomingMessage } from 'http';
import { WebSocket, WebSocketServer } from 'ws';

interface Runner {
  bib: number;
  ws: WebSocket;
  missed: number;
  last?: { lat: number; lon: number };
}

/** Live tracking of a marathon: 8000 phones, positions every five seconds. */
export class TrackHub {
  private readonly runners = new Map<number, Runner>();
  private readonly wss = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  private readonly beat: NodeJS.Timeout;

  constructor(port: number, private readonly publish: (bib: number, lat: number, lon: number) => void) {
    const http = createServer((_, res) => res.writeHead(426).end());
    http.on('upgrade', (req, socket, head) => {
      this.wss.handleUpgrade(req, socket, head, (ws) => this.join(ws, req));
    });
    http.listen(port);
    this.beat = setInterval(() => this.heartbeat(), 15_000);
  }

  private join(ws: WebSocket, req: IncomingMessage): void {
    const bib = Number(new URL(req.url ?? '/', 'http://x').searchParams.get('bib'));
    if (!Number.isInteger(bib) || bib <= 0) {
      ws.close(4000, 'bib?');
      return;
    }
    const runner: Runner = { bib, ws, missed: 0 };
    this.runners.get(bib)?.ws.terminate();
    this.runners.set(bib, runner);
    ws.on('pong', () => (runner.missed = 0));
    ws.on('message', (raw) => this.position(runner, String(raw)));
    ws.on('error', (e) => console.error(`bib ${bib}: ${e.message}`));
    ws.on('close', () => {
      if (this.runners.get(bib) === runner) this.runners.delete(bib);
    });
  }

  private position(r: Runner, raw: string): void {
    const [lat, lon] = raw.split(',').map(Number);
    if (Number.isNaN(lat) || Number.isNaN(lon)) return;
    r.last = { lat, lon };
    this.publish(r.bib, lat, lon);
  }

  private heartbeat(): void {
    for (const [bib, r] of this.runners) {
      if (++r.missed > 3) {
        console.log(`bib ${bib} out of coverage, last seen`, r.last);
        this.runners.delete(bib);
        continue;
      }
      r.ws.ping();
    }
  }

  stop(): void {
    clearInterval(this.beat);
    this.runners.forEach((r) => r.ws.close(1001));
    this.wss.close();
  }
}
