import * as net from 'node:net';
import { createInterface } from 'node:readline';

interface Session {
  seat: string;
  sock: net.Socket;
  lastSeen: number;
  cart: string[];
}

const MAX_SILENCE = 4 * 60_000;

/** In-seat tablets of the arena; each holds one connection for the evening. */
export class SeatRegistry {
  private readonly sessions = new Map<string, Session>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly kitchen: (seat: string, items: string[]) => void) {
    this.timer = setInterval(() => this.expire(), 30_000);
  }

  attach(sock: net.Socket): void {
    sock.setNoDelay(true).setKeepAlive(true, 60_000);
    let mine: Session | undefined;
    const rl = createInterface({ input: sock });

    rl.on('line', (line) => {
      const [verb, ...rest] = line.trim().split(' ');
      if (verb === 'SEAT') {
        mine = { seat: rest[0], sock, lastSeen: Date.now(), cart: [] };
        this.sessions.get(mine.seat)?.sock.destroy();
        this.sessions.set(mine.seat, mine);
        sock.write('HELLO\n');
        return;
      }
      if (!mine) {
        sock.end('ERR seat first\n');
        return;
      }
      mine.lastSeen = Date.now();
      if (verb === 'ADD') mine.cart.push(rest.join(' '));
      if (verb === 'ORDER') this.kitchen(mine.seat, mine.cart.splice(0));
      sock.write('OK\n');
    });

    sock.on('error', (e) => console.warn('tablet', mine?.seat, e.message));
    sock.on('close', () => {
      rl.close();
      if (mine && this.sessions.get(mine.seat) === mine) this.sessions.delete(mine.seat);
    });
  }

  private expire(): void {
    const limit = Date.now() - MAX_SILENCE;
    for (const [seat, s] of this.sessions) {
      if (s.lastSeen < limit) {
        console.info(`seat ${seat} silent, dropping its cart (${s.cart.length} items)`);
        this.sessions.delete(seat);
      }
    }
  }

  shutdown(): void {
    clearInterval(this.timer);
    for (const s of this.sessions.values()) s.sock.end('BYE\n');
    this.sessions.clear();
  }
}
