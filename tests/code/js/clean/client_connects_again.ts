import * as net from 'net';

export class ReconnectingClient {
  private socket: net.Socket | null = null;
  private stopped = false;

  constructor(private host: string, private port: number, private onLine: (l: string) => void) {
    this.connect();
  }

  private connect() {
    if (this.stopped) return;
    const socket = net.connect({ host: this.host, port: this.port });
    this.socket = socket;
    let buf = '';
    socket.setKeepAlive(true, 30_000);
    socket.on('data', (d) => {
      buf += d.toString();
      let i;
      while ((i = buf.indexOf('\n')) >= 0) {
        this.onLine(buf.slice(0, i));
        buf = buf.slice(i + 1);
      }
    });
    socket.on('error', (e) => console.error(e.message));
    socket.on('close', () => {
      this.socket = null;
      if (!this.stopped) setTimeout(() => this.connect(), 1000);
    });
  }

  send(line: string): boolean {
    return this.socket?.write(line + '\n') ?? false;
  }

  stop() {
    this.stopped = true;
    this.socket?.destroy();
    this.socket = null;
  }
}
