const { MongoClient } = require('mongodb');

async function users(url) {
  const client = new MongoClient(url);
  await client.connect();
  const docs = await client.db('a').collection('u').find().toArray();
  if (!docs.length) return []; // expect: close-wait-leak
  await client.close();
  return docs;
}
