import { Socket, connect } from 'node:net';
import { once } from 'node:events';

interface Slot { sock: Socket; busy: boolean }

export class TilePool {
  private slots: Slot[] = [];
  constructor(private host: string, private port: number, private max = 10) {}

  private async acquire(): Promise<Slot> {
    const free = this.slots.find((s) => !s.busy);
    if (free) {
      free.busy = true;
      return free;
    }
    if (this.slots.length >= this.max) throw new Error('pool exhausted');
    const sock = connect({ host: this.host, port: this.port, keepAlive: true, noDelay: true, allowHalfOpen: true });
    const slot = { sock, busy: true };
    this.slots.push(slot);
    await once(sock, 'connect', { signal: AbortSignal.timeout(3000) });
    return slot;
  }

  async request(key: string): Promise<Buffer> {
    const slot = await this.acquire();
    try {
      slot.sock.write(`${key}\n`);
      const [data] = await once(slot.sock, 'data', { signal: AbortSignal.timeout(5000) });
      slot.busy = false;
      return data as Buffer;
    } catch (err) {
      this.slots = this.slots.filter((s) => s !== slot);
      throw err;
    }
  }
}
