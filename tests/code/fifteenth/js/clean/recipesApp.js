const express = require('express');
const { MongoClient, ObjectId } = require('mongodb');

const client = new MongoClient(process.env.MONGO_URL, {
  maxPoolSize: 20,
  maxIdleTimeMS: 60000,
  serverSelectionTimeoutMS: 3000,
  socketTimeoutMS: 10000,
});

async function start() {
  await client.connect();
  const recipes = client.db('kitchen').collection('recipes');
  const app = express();

  app.get('/recipes/:id', async (req, res, next) => {
    try {
      const r = await recipes.findOne({ _id: new ObjectId(req.params.id) });
      if (!r) return res.sendStatus(404);
      res.json(r);
    } catch (e) {
      next(e);
    }
  });

  const server = app.listen(3000);
  server.keepAliveTimeout = 65000;
  server.headersTimeout = 66000;

  process.once('SIGTERM', () => {
    server.close(async () => {
      await client.close();
      process.exit(0);
    });
  });
}

start().catch((e) => {
  console.error(e);
  process.exit(1);
});
