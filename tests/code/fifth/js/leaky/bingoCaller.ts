import { createServer, Socket } from 'node:net';

/** Bingo hall server: players are told the numbers, at the end everybody gets the result. */
class Player {
  private rest = '';
  constructor(readonly socket: Socket, private readonly hall: Hall) {
    socket.setEncoding('utf8');
    socket.setNoDelay(true);
    socket.setTimeout(900_000, () => socket.destroy());
    socket.on('data', (t) => this.read(String(t)));
    socket.on('error', (e) => console.log('player:', e.message));
    socket.on('close', () => hall.leave(this));
  }

  private read(t: string): void {
    const parts = (this.rest + t).split('\n');
    this.rest = parts.pop() ?? '';
    if (this.rest.length > 256) this.socket.destroy();
    for (const p of parts) if (p.trim() === 'BINGO') this.hall.claim(this);
  }

  tell(msg: string): void {
    this.socket.write(msg + '\n');
  }

  dismiss(result: string): void {
    this.socket.write(`RESULT ${result}\n`);
    this.socket.resetAndDestroy();
  }
}

class Hall {
  private readonly players = new Set<Player>();
  private drawn: number[] = [];

  enter(s: Socket): void {
    this.players.add(new Player(s, this));
  }

  leave(p: Player): void {
    this.players.delete(p);
  }

  draw(): void {
    if (this.players.size === 0) return;
    const left = Array.from({ length: 75 }, (_, i) => i + 1).filter((n) => !this.drawn.includes(n));
    const n = left[Math.floor(Math.random() * left.length)];
    if (n === undefined) return this.finish('nobody');
    this.drawn.push(n);
    for (const p of this.players) p.tell(`NUMBER ${n}`);
  }

  claim(p: Player): void {
    if (this.drawn.length >= 5) this.finish(p.socket.remoteAddress ?? '?');
  }

  private finish(winner: string): void {
    for (const p of [...this.players]) p.dismiss(winner);
    this.drawn = [];
  }
}

const hall = new Hall();
createServer((s) => hall.enter(s)).listen({ port: 7575, backlog: 511 });
setInterval(() => hall.draw(), 4_000);
