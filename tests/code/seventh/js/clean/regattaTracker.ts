// Boat trackers send NMEA lines; shore displays get them. Half-close is allowed on purpose.
import * as net from 'node:net';

type Role = 'boat' | 'shore' | 'unknown';

class Peer {
  role: Role = 'unknown';
  rest = '';
  constructor(readonly socket: net.Socket) {}
}

export class Tracker {
  private readonly peers = new Set<Peer>();
  readonly server = net.createServer(
    { allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: 60_000, noDelay: true },
    (s) => this.join(s),
  );

  private join(socket: net.Socket): void {
    const p = new Peer(socket);
    this.peers.add(p);
    socket.setEncoding('ascii');
    socket.setTimeout(10 * 60_000);
    socket.on('timeout', () => socket.destroy());
    socket.on('data', (d: string) => this.text(p, d));
    socket.on('end', () => {
      if (p.role === 'boat') socket.write('SEEYOU\r\n');
      socket.end();
    });
    socket.on('error', (e) => console.warn('tracker:', e.message));
    socket.on('close', () => this.peers.delete(p));
  }

  private text(p: Peer, d: string): void {
    const lines = (p.rest + d).split('\r\n');
    p.rest = lines.pop() ?? '';
    if (p.rest.length > 1024) {
      p.socket.destroy();
      return;
    }
    for (const l of lines) {
      if (l === 'WATCH') p.role = 'shore';
      else if (l.startsWith('$GP')) {
        p.role = 'boat';
        this.relay(l);
      }
    }
  }

  private relay(line: string): void {
    for (const q of this.peers) {
      if (q.role !== 'shore') continue;
      if (q.socket.writableLength > 512 * 1024) q.socket.destroy();
      else if (q.socket.writable) q.socket.write(line + '\r\n');
    }
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((ok) => this.server.close(() => ok()));
    for (const p of this.peers) p.socket.destroy();
    await closed;
  }
}
