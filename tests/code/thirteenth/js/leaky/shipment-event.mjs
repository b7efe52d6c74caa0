// AWS Lambda, one invocation per carrier webhook. Atlas limits us to 500 connections.
import { MongoClient } from 'mongodb';
import { parseEvent } from './carriers.mjs';

const URI = process.env.MONGO_URI;

export const handler = async (event) => {
  const payload = parseEvent(event.headers['x-carrier'], event.body);
  if (!payload) {
    return { statusCode: 422, body: 'unknown format' };
  }

  const client = new MongoClient(URI, { maxPoolSize: 2, serverSelectionTimeoutMS: 3000 });
  try {
    await client.connect();
    const shipments = client.db('logistics').collection('shipments');
    const found = await shipments.findOneAndUpdate(
      { trackingNo: payload.trackingNo },
      { $push: { events: payload.event }, $set: { state: payload.state } },
      { returnDocument: 'after', maxTimeMS: 4000 },
    );
    await client.close();
    if (!found) {
      return { statusCode: 404, body: 'no such shipment' };
    }
    return { statusCode: 200, body: JSON.stringify({ state: found.state }) };
  } catch (err) {
    console.error('shipment event', payload.trackingNo, err);
    return { statusCode: 503, body: 'try again' };
  }
};
