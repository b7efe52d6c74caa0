import { Socket, createServer } from 'node:net';

const STALE_MS = 60_000;

class Unit {
  lastSeen = Date.now();
  constructor(readonly name: string, readonly socket: Socket) {}
}

export class VentilationHub {
  private readonly units = new Map<string, Unit>();
  private readonly server = createServer((s) => this.greet(s));
  private readonly sweep = setInterval(() => this.dropStale(), 10_000);

  listen(port: number): void {
    this.server.listen({ port, backlog: 511 });
  }

  private greet(s: Socket): void {
    s.setNoDelay(true);
    s.on('error', () => s.destroy());
    const nameless = setTimeout(() => s.destroy(), 5_000);
    s.once('close', () => clearTimeout(nameless));
    s.once('data', (first) => {
      clearTimeout(nameless);
      const unit = new Unit(first.toString('utf8').trim(), s);
      this.units.get(unit.name)?.socket.destroy();
      this.units.set(unit.name, unit);
      s.on('data', () => { unit.lastSeen = Date.now(); });
      s.once('close', () => {
        if (this.units.get(unit.name) === unit) this.units.delete(unit.name);
      });
    });
  }

  setSpeed(name: string, percent: number): void {
    this.units.get(name)?.socket.write(`SPEED ${percent}\n`);
  }

  private dropStale(): void {
    const limit = Date.now() - STALE_MS;
    for (const [name, u] of this.units) {
      if (u.lastSeen < limit) {
        this.units.delete(name);
        u.socket.destroy();
      }
    }
  }

  shutdown(): void {
    clearInterval(this.sweep);
    this.server.close();
    this.units.forEach((u) => u.socket.destroy());
  }
}
