import net from 'node:net';

export interface ShipStore {
  insert(lines: string[]): Promise<void>;
}

export function receiveLogs(port: number, store: ShipStore): net.Server {
  const server = net.createServer((host) => {
    let partial = '';
    host.setEncoding('utf8');
    host.setKeepAlive(true, 60_000);
    host.setTimeout(10 * 60_000, () => host.destroy());
    host.on('error', (e: NodeJS.ErrnoException) => console.warn('log host', e.code));

    host.on('data', (chunk: unknown) => {
      const lines = (partial + String(chunk)).split('\n');
      partial = lines.pop() ?? '';
      if (lines.length === 0) return;
      // hold the sender back while the database works
      host.pause();
      store
        .insert(lines)
        .then(() => host.resume())
        .catch((e: Error) => {
          console.error('insert', e.message);
          host.destroy();
        });
    });

    host.on('close', () => {
      if (partial) console.warn('last line cut off:', partial.slice(0, 80));
    });
  });
  server.maxConnections = 2_000;
  server.listen(port);
  return server;
}
