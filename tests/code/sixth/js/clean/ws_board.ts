import { WebSocketServer, WebSocket } from 'ws';
import type { Server } from 'node:http';

interface Seat {
  alive: boolean;
  topics: Set<string>;
}

export class Board {
  private readonly wss: WebSocketServer;
  private readonly seats = new Map<WebSocket, Seat>();
  private readonly beat: NodeJS.Timeout;

  constructor(server: Server) {
    this.wss = new WebSocketServer({ server, maxPayload: 16 * 1024 });
    this.wss.on('connection', (ws) => this.join(ws));
    this.beat = setInterval(() => this.sweep(), 30_000);
  }

  private join(ws: WebSocket): void {
    const seat: Seat = { alive: true, topics: new Set() };
    this.seats.set(ws, seat);
    ws.on('pong', () => (seat.alive = true));
    ws.on('message', (raw) => {
      const m = /^(\+|-)([\w.]+)$/.exec(raw.toString());
      if (!m) {
        ws.close(1003, 'what?');
        return;
      }
      if (m[1] === '+') seat.topics.add(m[2]);
      else seat.topics.delete(m[2]);
    });
    ws.on('error', () => ws.terminate());
    ws.on('close', () => this.seats.delete(ws));
  }

  private sweep(): void {
    for (const [ws, seat] of this.seats) {
      if (!seat.alive) {
        ws.terminate();
        continue;
      }
      seat.alive = false;
      ws.ping();
    }
  }

  publish(topic: string, body: string): void {
    for (const [ws, seat] of this.seats) {
      if (!seat.topics.has(topic) || ws.readyState !== WebSocket.OPEN) continue;
      if (ws.bufferedAmount > 1 << 20) ws.terminate();
      else ws.send(body);
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.beat);
    for (const ws of this.seats.keys()) ws.close(1001);
    setTimeout(() => this.seats.forEach((_s, ws) => ws.terminate()), 3000).unref();
    await new Promise((r) => this.wss.close(r));
  }
}
