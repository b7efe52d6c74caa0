import { MongoClient } from 'mongodb';

// kept between invocations of the same container
let clientPromise;

function db() {
  if (!clientPromise) {
    const c = new MongoClient(process.env.MONGO_URI, {
      maxPoolSize: 3,
      maxIdleTimeMS: 45_000,
      serverSelectionTimeoutMS: 2500,
    });
    clientPromise = c.connect().catch(async (e) => {
      clientPromise = undefined;
      await c.close().catch(() => {});
      throw e;
    });
  }
  return clientPromise.then((c) => c.db('claims'));
}

export async function handler(event) {
  const { claimNo, photo } = JSON.parse(event.body ?? '{}');
  if (!/^[A-Z]\d{8}$/.test(claimNo ?? '')) return { statusCode: 400, body: 'claim number' };
  try {
    const claims = (await db()).collection('claims');
    const r = await claims.updateOne(
      { claimNo, state: { $ne: 'closed' } },
      { $push: { photos: { key: photo, at: new Date() } } },
      { maxTimeMS: 3000 },
    );
    return r.matchedCount === 1
      ? { statusCode: 204 }
      : { statusCode: 409, body: 'claim closed or unknown' };
  } catch (e) {
    console.error(claimNo, e);
    return { statusCode: 503, body: 'later, please' };
  }
}
