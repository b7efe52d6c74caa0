const express = require('express');
const { MongoClient } = require('mongodb');

const app = express();
const url = process.env.MONGO_URL;

app.get('/restaurants/:slug/menu', async (req, res) => {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 3000, socketTimeoutMS: 8000 });
  try {
    await client.connect();
    const menus = client.db('bistro').collection('menus');
    const doc = await menus.findOne({ slug: req.params.slug, live: true });
    if (!doc) {
      res.status(404).json({ error: 'no such menu' });
      return;
    }
    res.set('Cache-Control', 'max-age=30');
    res.json(doc.courses);
  } catch (e) {
    console.error('menu', req.params.slug, e);
    res.status(502).json({ error: 'try again' });
  } finally {
    await client.close();
  }
});

app.get('/healthz', (req, res) => res.send('ok'));

app.listen(process.env.PORT || 3000, () => {
  console.log('menus ready');
});
