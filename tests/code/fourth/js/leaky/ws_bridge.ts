import { WebSocketServer, WebSocket } from 'ws';
import * as net from 'net';

export class VncBridge {
  private readonly wss: WebSocketServer;
  private active = 0;

  constructor(port: number, private readonly target: { host: string; port: number }) {
    this.wss = new WebSocketServer({ port });
    this.wss.on('connection', (ws) => this.bridge(ws));
  }

  private bridge(ws: WebSocket): void {
    const tcp = new net.Socket({ allowHalfOpen: true });
    this.active++;
    tcp.connect(this.target.port, this.target.host);
    tcp.setKeepAlive(true, 20_000);

    tcp.on('data', (d) => ws.send(d, { binary: true }));
    tcp.on('end', () => ws.close(1000));
    tcp.on('error', (e) => {
      tcp.destroy();
      ws.close(1011, e.message);
    });

    ws.on('message', (m: Buffer) => tcp.write(m));
    ws.on('close', () => {
      this.active--;
    });
  }
}
