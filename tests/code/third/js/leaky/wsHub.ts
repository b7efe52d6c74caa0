import { WebSocketServer, WebSocket } from 'ws';
import type { Server } from 'http';

interface Client {
  ws: WebSocket;
  user: string;
  alive: boolean;
}

export class Hub {
  private readonly clients = new Map<string, Client>();
  private readonly wss: WebSocketServer;
  private timer?: NodeJS.Timeout;

  constructor(server: Server, private readonly auth: (token: string) => string | null) {
    this.wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });
    this.wss.on('connection', (ws, req) => this.onConnection(ws, req.url ?? ''));
    this.timer = setInterval(() => this.sweep(), 30_000);
  }

  private onConnection(ws: WebSocket, url: string): void {
    const user = this.auth(new URL(url, 'http://x').searchParams.get('token') ?? '');
    if (!user) {
      ws.close(4401, 'unauthorized');
      return;
    }
    this.clients.get(user)?.ws.close(4409, 'replaced');
    const c: Client = { ws, user, alive: true };
    this.clients.set(user, c);
    ws.on('pong', () => { c.alive = true; });
    ws.on('error', () => ws.terminate());
    ws.on('close', () => {
      if (this.clients.get(user) === c) this.clients.delete(user);
    });
  }

  private sweep(): void {
    for (const [user, c] of this.clients) {
      if (!c.alive) {
        this.clients.delete(user);
        continue;
      }
      c.alive = false;
      c.ws.ping();
    }
  }

  stop(): void {
    clearInterval(this.timer);
    for (const c of this.clients.values()) c.ws.terminate();
    this.wss.close();
  }
}
