import * as net from 'net';
import { once } from 'events';
import { Registry } from './registry';

const MAX_FRAME = 4096;

async function firstFrame(sock: net.Socket): Promise<Buffer> {
  let buf = Buffer.alloc(0);
  while (true) {
    const [chunk] = (await once(sock, 'data', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
    buf = Buffer.concat([buf, chunk]);
    if (buf.length >= 2 && buf.length >= 2 + buf.readUInt16BE(0)) return buf;
    if (buf.length > MAX_FRAME) throw new Error('first frame too long');
  }
}

/** Washing machines of the laundrettes log in with serial and key. */
export class DeviceServer {
  private server = net.createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
  readonly online = new Map<string, net.Socket>();

  constructor(private readonly registry: Registry) {
    this.server.on('connection', (s) => void this.welcome(s));
  }

  listen(port: number): void {
    this.server.listen({ port, backlog: 511 });
  }

  private async welcome(sock: net.Socket): Promise<void> {
    sock.on('error', (e) => console.log('device socket:', e.message));
    let frame: Buffer;
    try {
      frame = await firstFrame(sock);
    } catch (e) {
      sock.destroy();
      return;
    }
    sock.pause();
    const serial = frame.toString('latin1', 2, 14);
    const known = await this.registry.verify(serial, frame.subarray(14)).catch(() => false);
    if (!known) {
      console.warn(`serial ${serial} from ${sock.remoteAddress} not known`);
      return;
    }
    this.online.get(serial)?.destroy();
    this.online.set(serial, sock);
    sock.once('close', () => {
      if (this.online.get(serial) === sock) this.online.delete(serial);
    });
    sock.on('data', (d) => this.registry.telemetry(serial, d));
    sock.write(Buffer.from([0, 1, 0x06]));
    sock.resume();
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const s of this.online.values()) s.end();
    await once(this.server, 'close');
  }
}
