const express = require('express');
const http = require('http');
const { Agent, request } = require('undici');

const upstream = new Agent({ connections: 32, headersTimeout: 3000, bodyTimeout: 5000, keepAliveTimeout: 10000 });
const app = express();

app.get('/price/:sku', async (req, res, next) => {
  try {
    const { statusCode, body } = await request(`http://price.internal/v1/${encodeURIComponent(req.params.sku)}`, {
      dispatcher: upstream,
    });
    if (statusCode !== 200) {
      await body.dump();
      return res.sendStatus(statusCode === 404 ? 404 : 502);
    }
    res.json(await body.json());
  } catch (err) {
    next(err);
  }
});

const server = http.createServer(app);
server.requestTimeout = 30000;
server.keepAliveTimeout = 65000;
server.headersTimeout = 66000;
server.listen(process.env.PORT || 3000);

process.once('SIGTERM', () => server.close(() => upstream.close()));
