import express, { Request, Response } from 'express';
import { Client } from 'pg';
import { EventEmitter } from 'node:events';

/** Server-sent events from Postgres NOTIFY. One listening connection for all browsers. */
class AlertSource extends EventEmitter {
  private client?: Client;
  private stopped = false;

  async start(): Promise<void> {
    let pause = 500;
    while (!this.stopped) {
      const c = new Client({ connectionTimeoutMillis: 3_000, keepAlive: true });
      try {
        await c.connect();
        this.client = c;
        pause = 500;
        c.on('notification', (n) => this.emit('alert', n.payload ?? ''));
        await c.query('LISTEN alerts');
        await new Promise<void>((_, reject) => {
          c.once('error', reject);
          c.once('end', () => reject(new Error('ended')));
        });
      } catch (e) {
        console.error('alerts:', (e as Error).message);
      } finally {
        this.client = undefined;
        c.removeAllListeners('error');
        c.on('error', () => undefined);
        await c.end().catch(() => undefined);
      }
      await new Promise((r) => setTimeout(r, pause));
      pause = Math.min(pause * 2, 30_000);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.client?.end();
  }
}

const source = new AlertSource();
source.setMaxListeners(0);
void source.start();

const app = express();

app.get('/alerts', (req: Request, res: Response) => {
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  res.flushHeaders();
  const send = (payload: string) => {
    if (res.writableLength > 100_000) {
      res.destroy();
      return;
    }
    res.write(`data: ${payload.replace(/\n/g, '\ndata: ')}\n\n`);
  };
  const beat = setInterval(() => res.write(': \n\n'), 20_000);
  source.on('alert', send);
  res.on('close', () => {
    clearInterval(beat);
    source.off('alert', send);
  });
});

const server = app.listen(8095);
process.on('SIGTERM', async () => {
  await source.stop();
  server.close();
  server.closeAllConnections();
});
