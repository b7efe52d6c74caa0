import * as net from 'node:net';

type Session = {
  liftId: string;
  socket: net.Socket;
  lastBeat: number;
};

const GRACE_MS = 90_000;

export class ElevatorSessions {
  private sessions = new Map<string, Session>();
  private timer: NodeJS.Timeout;

  constructor(private readonly alarm: (liftId: string) => void) {
    this.timer = setInterval(() => this.reap(), 15_000);
  }

  register(liftId: string, socket: net.Socket): void {
    this.sessions.get(liftId)?.socket.destroy();
    const s: Session = { liftId, socket, lastBeat: Date.now() };
    this.sessions.set(liftId, s);
    socket.on('data', () => { s.lastBeat = Date.now(); });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.sessions.get(liftId) === s) this.sessions.delete(liftId);
    });
  }

  command(liftId: string, floor: number): boolean {
    const s = this.sessions.get(liftId);
    return s ? s.socket.write(`GOTO ${floor}\n`) : false;
  }

  private reap(): void {
    const now = Date.now();
    for (const s of this.sessions.values()) {
      if (now - s.lastBeat > GRACE_MS) {
        this.alarm(s.liftId);
        this.sessions.delete(s.liftId);
      }
    }
  }

  stop(): void {
    clearInterval(this.timer);
    for (const s of this.sessions.values()) s.socket.destroy();
    this.sessions.clear();
  }
}
