import Fastify from 'fastify';
import { MongoClient, ServerApiVersion } from 'mongodb';

interface Lot {
  code: string;
  capacity: number;
  occupied: number;
}

const mongo = new MongoClient(process.env.MONGO_URL ?? 'mongodb://localhost', {
  maxPoolSize: 30,
  maxIdleTimeMS: 60_000,
  serverSelectionTimeoutMS: 3_000,
  socketTimeoutMS: 20_000,
  serverApi: ServerApiVersion.v1,
});

const app = Fastify({ logger: true, connectionTimeout: 10_000, keepAliveTimeout: 60_000 });

app.get<{ Params: { code: string } }>('/lots/:code/free', async (req, reply) => {
  const lots = mongo.db('parking').collection<Lot>('lots');
  const lot = await lots.findOne({ code: req.params.code });
  if (!lot) {
    return reply.code(404).send({ error: 'no such lot' });
  }
  return { free: Math.max(0, lot.capacity - lot.occupied) };
});

app.get('/lots/full', async () => {
  const cursor = mongo.db('parking').collection<Lot>('lots').find({ $expr: { $gte: ['$occupied', '$capacity'] } });
  const codes: string[] = [];
  try {
    for await (const lot of cursor) {
      codes.push(lot.code);
      if (codes.length === 100) break;
    }
  } finally {
    await cursor.close();
  }
  return codes;
});

app.addHook('onClose', async () => {
  await mongo.close();
});

async function main(): Promise<void> {
  await mongo.connect();
  for (const sig of ['SIGTERM', 'SIGINT'] as const) {
    process.once(sig, () => void app.close().then(() => process.exit(0)));
  }
  await app.listen({ port: 3000, host: '::', backlog: 511 });
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
