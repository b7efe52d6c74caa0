// What connect() promises is the client: the module keeps it for the next call.
import { MongoClient } from 'mongodb';

let ready;

function database() {
  if (!ready) {
    const client = new MongoClient(process.env.DB, { serverSelectionTimeoutMS: 3000 });
    ready = client.connect().catch(async (e) => {
      ready = undefined;
      await client.close();
      throw e;
    });
  }
  return ready.then((c) => c.db('stock'));
}

export async function count() {
  return (await database()).collection('items').countDocuments();
}
