import { MongoClient } from 'mongodb';
let client: MongoClient | undefined;
export async function db() {
  if (!client) {
    client = new MongoClient(process.env.MONGO ?? '', { maxPoolSize: 20, serverSelectionTimeoutMS: 3000 });
    await client.connect();
  }
  return client.db('shop');
}
export async function stop() {
  await client?.close();
  client = undefined;
}
