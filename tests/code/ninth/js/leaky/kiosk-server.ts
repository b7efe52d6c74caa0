import { createServer, type Socket, type Server } from 'node:net';

export interface TicketDesk {
  draw(kiosk: string): Promise<number>;
}

/**
 * Queue-number service for the citizens' office. All kiosks wake at 08:00:00 by their clock and connect.
 */
export class KioskServer {
  private server?: Server;
  private readonly kiosks = new Set<Socket>();

  constructor(private readonly desk: TicketDesk) {}

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server = createServer({ noDelay: true, keepAlive: true }, (s) => this.accept(s));
      this.server.once('error', reject);
      this.server.listen({ port, host: '0.0.0.0', backlog: 2 }, resolve);
    });
  }

  private accept(s: Socket): void {
    const name = `${s.remoteAddress}`;
    this.kiosks.add(s);
    s.setTimeout(15 * 60_000, () => s.destroy());
    s.on('error', (e) => console.warn(`${name}: ${e.message}`));
    s.on('close', () => this.kiosks.delete(s));
    s.on('data', async (d) => {
      for (const b of d) {
        if (b !== 0x54) continue;
        try {
          s.write(`${await this.desk.draw(name)}\n`);
        } catch {
          s.write('-1\n');
        }
      }
    });
  }

  close(): Promise<void> {
    for (const k of this.kiosks) k.end();
    return new Promise((resolve) => {
      if (this.server) this.server.close(() => resolve());
      else resolve();
    });
  }
}
