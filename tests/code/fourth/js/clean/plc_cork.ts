import net from 'node:net';
import { once } from 'node:events';

export async function withLink<T>(host: string, fn: (l: Link) => Promise<T>): Promise<T> {
  const link = new Link(host);
  try {
    await link.ready();
    return await fn(link);
  } finally {
    link.close();
  }
}

export class Link {
  private readonly sock: net.Socket;

  constructor(host: string) {
    this.sock = net.connect({ host, port: 102, noDelay: true, keepAlive: true });
    this.sock.setTimeout(4000, () => this.sock.destroy(new Error('PLC timeout')));
    this.sock.on('error', (e) => console.warn(host, e.message));
  }

  ready(): Promise<unknown> {
    return once(this.sock, 'connect');
  }

  async ask(body: Buffer): Promise<Buffer> {
    this.sock.cork();
    this.sock.write(Buffer.from([3, 0, 0, 4 + body.length]));
    this.sock.write(body);
    this.sock.uncork();
    const [reply] = (await once(this.sock, 'data', { signal: AbortSignal.timeout(5000) })) as [Buffer];
    return reply;
  }

  close(): void {
    this.sock.destroy();
  }
}
