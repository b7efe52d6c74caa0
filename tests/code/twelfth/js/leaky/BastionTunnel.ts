import * as net from 'node:net';
import { EventEmitter } from 'node:events';

export interface TunnelOptions {
  listenPort: number;
  targetHost: string;
  targetPort: number;
  idleMs?: number;
}

/**
 * Forwards a local port to a database host behind the bastion.
 * Used by the BI people with Tableau, so connections may stay for a while.
 */
export class BastionTunnel extends EventEmitter {
  private server: net.Server;
  private bytesUp = 0;
  private bytesDown = 0;

  constructor(private readonly opts: TunnelOptions) {
    super();
    this.server = net.createServer({ allowHalfOpen: true }, (c) => this.forward(c));
    this.server.on('error', (e) => this.emit('error', e));
  }

  start(): Promise<void> {
    return new Promise((resolve) => {
      this.server.listen(this.opts.listenPort, '127.0.0.1', () => resolve());
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private forward(client: net.Socket): void {
    const tag = `${client.remotePort}->${this.opts.targetHost}`;
    const target = net.connect({
      host: this.opts.targetHost,
      port: this.opts.targetPort,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
    });
    client.setNoDelay(true);

    client.pipe(target);
    target.pipe(client);

    client.setTimeout(this.opts.idleMs ?? 4 * 3600_000, () => {
      this.emit('idle', tag);
      client.destroy();
      target.destroy();
    });

    target.on('error', (err: NodeJS.ErrnoException) => {
      this.emit('warn', `${tag}: target ${err.code}`);
      client.destroy();
    });
    client.on('error', (err: NodeJS.ErrnoException) => {
      this.emit('warn', `${tag}: client ${err.code}`);
    });

    client.on('close', () => {
      this.bytesUp += client.bytesRead;
      this.bytesDown += client.bytesWritten;
      this.emit('closed', tag, this.bytesUp, this.bytesDown);
    });
  }
}

if (require.main === module) {
  const t = new BastionTunnel({
    listenPort: Number(process.argv[2] ?? 15432),
    targetHost: process.argv[3] ?? 'dwh.internal',
    targetPort: 5432,
  });
  t.on('warn', (m) => console.warn(m));
  t.on('error', (e) => { console.error(e); process.exit(1); });
  void t.start().then(() => console.log('tunnel up'));
}
