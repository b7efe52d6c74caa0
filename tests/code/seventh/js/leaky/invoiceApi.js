'use strict';

const Fastify = require('fastify');
const { MongoClient, ObjectId } = require('mongodb');

const uri = process.env.MONGO_URI || 'mongodb://mongo:27017';
const app = Fastify({ logger: true, connectionTimeout: 60000, keepAliveTimeout: 20000 });

async function withInvoices(fn) {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 3000, socketTimeoutMS: 20000 });
  try {
    await client.connect();
    return await fn(client.db('billing').collection('invoices'));
  } finally {
    await client.close();
  }
}

app.get('/invoices/:id', async (req, reply) => {
  if (!ObjectId.isValid(req.params.id)) return reply.code(400).send({ error: 'id' });
  const doc = await withInvoices((c) => c.findOne({ _id: new ObjectId(req.params.id) }));
  if (!doc) return reply.code(404).send({ error: 'no such invoice' });
  return doc;
});

app.get('/customers/:no/invoices', async (req) => {
  return withInvoices((c) =>
    c.find({ customer: req.params.no }).sort({ issued: -1 }).limit(50).toArray());
});

app.post('/invoices', async (req, reply) => {
  const { customer, items } = req.body;
  const total = items.reduce((sum, i) => sum + i.price * i.count, 0);
  const r = await withInvoices((c) => c.insertOne({ customer, items, total, issued: new Date() }));
  reply.code(201);
  return { id: r.insertedId, total };
});

app.listen({ port: 8090, host: '0.0.0.0' }).catch((err) => {
  app.log.error(err);
  process.exit(1);
});
