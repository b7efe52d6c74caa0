const express = require('express');
const { MongoClient } = require('mongodb');

const client = new MongoClient(process.env.MONGO_URL, {
  maxPoolSize: 20,
  maxIdleTimeMS: 60000,
  serverSelectionTimeoutMS: 3000,
  socketTimeoutMS: 20000,
});
const recipes = client.db('kitchen').collection('recipes');
const app = express();

app.get('/recipes/:slug', async (req, res) => {
  try {
    const r = await recipes.findOne({ slug: req.params.slug });
    if (r) res.json(r);
    else res.status(404).end();
  } catch (e) {
    console.error(e);
    res.status(503).json({ error: 'try again' });
  }
});

app.get('/recipes', async (req, res) => {
  const cursor = recipes.find({ tags: String(req.query.tag) }).limit(100);
  try {
    const list = [];
    for await (const r of cursor) list.push({ slug: r.slug, title: r.title });
    res.json(list);
  } catch (e) {
    console.error(e);
    res.status(503).json({ error: 'try again' });
  } finally {
    await cursor.close();
  }
});

const server = app.listen(process.env.PORT || 8080);

process.on('SIGTERM', () => {
  server.close(async () => {
    await client.close();
    process.exit(0);
  });
});
