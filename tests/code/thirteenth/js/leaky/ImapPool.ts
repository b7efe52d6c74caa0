import * as tls from 'node:tls';
import { once } from 'node:events';

interface Slot {
  sock: tls.TLSSocket;
  busy: boolean;
  lastUsed: number;
}

/** Connections to the archive mailbox server, at most `limit` of them. */
export class ImapPool {
  private slots: Slot[] = [];

  constructor(
    private readonly host: string,
    private readonly limit: number,
    private readonly login: (s: tls.TLSSocket) => Promise<void>,
    private readonly noop: (s: tls.TLSSocket) => Promise<boolean>,
  ) {}

  async acquire(): Promise<tls.TLSSocket> {
    for (const slot of [...this.slots]) {
      if (slot.busy) continue;
      slot.busy = true;
      if (Date.now() - slot.lastUsed < 20_000 || (await this.noop(slot.sock).catch(() => false))) {
        return slot.sock;
      }
      this.slots = this.slots.filter((s) => s !== slot);
    }
    if (this.slots.length >= this.limit) throw new Error('all archive connections in use');
    return this.dial();
  }

  private async dial(): Promise<tls.TLSSocket> {
    const sock = tls.connect({ host: this.host, port: 993 });
    sock.on('close', () => {
      this.slots = this.slots.filter((s) => s.sock !== sock);
    });
    const slot: Slot = { sock, busy: true, lastUsed: Date.now() };
    this.slots.push(slot);
    try {
      await once(sock, 'secureConnect', { signal: AbortSignal.timeout(8_000) });
      sock.on('error', (e) => console.warn('imap', e.message));
      sock.setKeepAlive(true, 60_000);
      await this.login(sock);
    } catch (e) {
      sock.destroy();
      throw e;
    }
    return sock;
  }

  release(sock: tls.TLSSocket): void {
    const slot = this.slots.find((s) => s.sock === sock);
    if (slot) {
      slot.busy = false;
      slot.lastUsed = Date.now();
    } else {
      sock.destroy();
    }
  }
}
