const http = require('http');
const fs = require('fs');
const { pipeline } = require('stream');
const crypto = require('crypto');

// X-ray scans from the branch practices. 60 MB is the largest we ever saw.
const MAX = 80 * 1000 * 1000;
const TOKENS = new Set((process.env.PRACTICE_TOKENS || '').split(',').filter(Boolean));

function answer(req, res, status, body) {
  // swallow what is still coming so that the practice gets to see the answer
  req.resume();
  req.on('error', () => {});
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  res.end(text);
}

const server = http.createServer((req, res) => {
  if (req.method !== 'PUT') return answer(req, res, 405, { error: 'PUT only' });
  if (!TOKENS.has(req.headers['x-practice-token'])) return answer(req, res, 401, { error: 'who are you' });
  const size = Number(req.headers['content-length']);
  if (!Number.isInteger(size)) return answer(req, res, 411, { error: 'length needed' });
  if (size > MAX) return answer(req, res, 413, { error: 'too big', max: MAX });

  const id = crypto.randomUUID();
  const tmp = `/data/scans/.${id}.part`;
  pipeline(req, fs.createWriteStream(tmp), (err) => {
    if (err) {
      console.error('%s: upload broke off: %s', id, err.message);
      fs.unlink(tmp, () => {});
      if (!res.headersSent && !res.destroyed) {
        res.writeHead(500, { Connection: 'close' });
        res.end();
      }
      return;
    }
    fs.rename(tmp, `/data/scans/${id}.dcm`, (e) => {
      if (e) return answer(req, res, 500, { error: 'storage' });
      answer(req, res, 201, { id });
    });
  });
});

server.requestTimeout = 10 * 60 * 1000;
server.headersTimeout = 15 * 1000;
server.keepAliveTimeout = 20 * 1000;
server.listen(8443, () => console.log('scan upload ready'));
