const express = require('express');
const { MongoClient, ObjectId } = require('mongodb');

const app = express();
const MONGO_URL = process.env.MONGO_URL;

app.use(express.json({ limit: '64kb' }));

app.get('/playlists/:id', async (req, res) => {
  if (!ObjectId.isValid(req.params.id)) {
    return res.status(400).json({ error: 'bad id' });
  }
  const mongo = new MongoClient(MONGO_URL, {
    serverSelectionTimeoutMS: 3000,
    socketTimeoutMS: 10000,
  });
  try {
    await mongo.connect();
    const doc = await mongo
      .db('radio')
      .collection('playlists')
      .findOne({ _id: new ObjectId(req.params.id) });
    if (!doc) {
      res.status(404).json({ error: 'no such playlist' });
    } else {
      res.json({ id: doc._id, title: doc.title, tracks: doc.tracks });
    }
  } catch (err) {
    console.error('playlist', req.params.id, err.message);
    res.status(502).json({ error: 'storage' });
  } finally {
    await mongo.close();
  }
});

app.get('/healthz', (req, res) => res.send('ok'));

app.listen(3000, () => console.log('playlist api up'));
