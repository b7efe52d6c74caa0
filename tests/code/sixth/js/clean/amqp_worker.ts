import amqp, { Channel, Connection, ConsumeMessage } from 'amqplib';

export interface WorkerOptions {
  url: string;
  queue: string;
  prefetch: number;
  handle(body: unknown): Promise<void>;
}

const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));

async function onMessage(ch: Channel, m: ConsumeMessage, o: WorkerOptions): Promise<void> {
  try {
    await o.handle(JSON.parse(m.content.toString()));
    ch.ack(m);
  } catch (e) {
    console.error('job %s: %s', m.properties.messageId, (e as Error).message);
    ch.nack(m, false, !m.fields.redelivered);
  }
}

/** Resolves when the connection ended, for whatever reason. */
async function session(o: WorkerOptions, stop: AbortSignal): Promise<void> {
  const conn: Connection = await amqp.connect(`${o.url}?heartbeat=20`, { timeout: 5000, noDelay: true });
  const ended = new Promise<void>((r) => conn.once('close', () => r()));
  conn.on('error', (e) => console.error('amqp: %s', e.message));
  try {
    const ch = await conn.createChannel();
    ch.on('error', (e) => {
      console.error('channel: %s', e.message);
      conn.close().catch(() => undefined);
    });
    await ch.prefetch(o.prefetch);
    await ch.consume(o.queue, (m) => {
      if (m) void onMessage(ch, m, o).catch((e) => console.error('ack: %s', e.message));
      else void conn.close().catch(() => undefined);
    });
    stop.addEventListener('abort', () => void conn.close().catch(() => undefined), { once: true });
    await ended;
  } catch (e) {
    await conn.close().catch(() => undefined);
    throw e;
  }
}

export async function work(o: WorkerOptions, stop: AbortSignal): Promise<void> {
  let wait = 1000;
  while (!stop.aborted) {
    const began = Date.now();
    await session(o, stop).catch((e) => console.error('session: %s', e.message));
    wait = Date.now() - began > 60_000 ? 1000 : Math.min(wait * 2, 30_000);
    if (!stop.aborted) await sleep(wait);
  }
}
