import { WebSocketServer, WebSocket, createWebSocketStream } from 'ws';
import * as net from 'net';

export class Bridge {
  private readonly wss: WebSocketServer;
  private readonly beat: NodeJS.Timeout;

  constructor(port: number, private readonly target: net.TcpNetConnectOpts) {
    this.wss = new WebSocketServer({ port });
    this.wss.on('connection', (ws) => this.join(ws));
    this.beat = setInterval(() => this.wss.clients.forEach((ws) => this.check(ws as Alive)), 30_000);
  }

  private check(ws: Alive): void {
    if (ws.isAlive === false) return ws.terminate();
    ws.isAlive = false;
    ws.ping();
  }

  private join(ws: WebSocket): void {
    const alive = ws as Alive;
    alive.isAlive = true;
    ws.on('pong', () => { alive.isAlive = true; });

    const tcp = net.connect({ ...this.target, keepAlive: true, noDelay: true });
    const duplex = createWebSocketStream(ws);
    const stop = () => {
      duplex.destroy();
      tcp.destroy();
    };
    for (const s of [tcp, duplex]) {
      s.on('error', stop);
      s.on('close', stop);
    }
    duplex.pipe(tcp).pipe(duplex);
  }

  close(): void {
    clearInterval(this.beat);
    this.wss.clients.forEach((c) => c.terminate());
    this.wss.close();
  }
}

type Alive = WebSocket & { isAlive?: boolean };
