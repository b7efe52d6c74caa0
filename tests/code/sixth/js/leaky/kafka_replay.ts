import { Kafka, logLevel } from 'kafkajs';

interface ReplayRequest {
  topic: string;
  fromOffset: string;
  until: Date;
  limit: number;
}

export interface ReplayedEvent {
  offset: string;
  payload: unknown;
}

const kafka = new Kafka({
  clientId: 'replay-tool',
  brokers: (process.env.BROKERS ?? 'kafka:9092').split(','),
  connectionTimeout: 3000,
  requestTimeout: 20000,
  logLevel: logLevel.WARN,
});

/** Reads a slice of a topic again for the support desk's "what happened" page. */
export async function replay(rq: ReplayRequest): Promise<ReplayedEvent[]> {
  const consumer = kafka.consumer({ groupId: `replay-${Date.now()}` });
  const out: ReplayedEvent[] = [];
  let done: () => void = () => undefined;
  const finished = new Promise<void>((r) => (done = r));

  try {
    await consumer.connect();
    await consumer.subscribe({ topic: rq.topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        if (Number(message.timestamp) > rq.until.getTime() || out.length >= rq.limit) {
          done();
          return;
        }
        out.push({ offset: message.offset, payload: JSON.parse(String(message.value)) });
      },
    });
    consumer.seek({ topic: rq.topic, partition: 0, offset: rq.fromOffset });
  } catch (e) {
    await consumer.disconnect().catch(() => undefined);
    throw e;
  }

  const patience = new Promise<void>((r) => setTimeout(r, 30_000));
  await Promise.race([finished, patience]);
  return out;
}
