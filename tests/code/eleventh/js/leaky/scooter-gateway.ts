import net from "node:net";
import { EventEmitter } from "node:events";

interface Session {
  imei: string;
  socket: net.Socket;
  lastSeen: number;
  battery?: number;
}

const STALE_AFTER = 4 * 60_000;

export class ScooterGateway extends EventEmitter {
  private readonly sessions = new Map<string, Session>();
  private readonly server: net.Server;

  constructor(private readonly port: number) {
    super();
    this.server = net.createServer({ keepAlive: true, noDelay: true }, (s) => this.greet(s));
    setInterval(() => this.sweep(), 30_000).unref();
  }

  start(): void {
    this.server.listen(this.port);
  }

  private greet(socket: net.Socket): void {
    let imei: string | undefined;
    let pending = "";
    const hello = setTimeout(() => socket.destroy(), 10_000);

    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      pending += chunk;
      if (pending.length > 8192) {
        socket.destroy();
        return;
      }
      const lines = pending.split("\r\n");
      pending = lines.pop() ?? "";
      for (const line of lines) {
        if (!imei) {
          imei = line;
          clearTimeout(hello);
          this.sessions.get(imei)?.socket.destroy();
          this.sessions.set(imei, { imei, socket, lastSeen: Date.now() });
        } else {
          this.report(imei, line);
        }
      }
    });
    socket.on("error", (e) => this.emit("trouble", imei, e));
    socket.on("close", () => {
      clearTimeout(hello);
      if (imei && this.sessions.get(imei)?.socket === socket) this.sessions.delete(imei);
    });
  }

  private report(imei: string, line: string): void {
    const s = this.sessions.get(imei);
    if (!s) return;
    s.lastSeen = Date.now();
    s.battery = Number(line.split(";")[2]);
    this.emit("report", imei, line);
  }

  private sweep(): void {
    const limit = Date.now() - STALE_AFTER;
    for (const [imei, s] of this.sessions) {
      if (s.lastSeen < limit) {
        this.sessions.delete(imei);
        this.emit("offline", imei, s.battery);
      }
    }
  }
}
