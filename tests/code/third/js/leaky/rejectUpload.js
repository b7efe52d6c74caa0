const http = require('http');
const fs = require('fs');
const path = require('path');
const { pipeline } = require('stream');

const MAX = 50 * 1024 * 1024;
const ROOT = process.env.UPLOAD_ROOT || '/srv/upload';

function refuse(req, code, text) {
  const s = req.socket;
  s.write(
    `HTTP/1.1 ${code} ${http.STATUS_CODES[code]}\r\n` +
    `Content-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}\r\n` +
    `Connection: close\r\n\r\n${text}`);
  s.resetAndDestroy();
}

const server = http.createServer((req, res) => {
  if (req.method !== 'PUT') {
    res.writeHead(405).end();
    return;
  }
  const length = Number(req.headers['content-length']);
  if (!(length <= MAX)) {
    refuse(req, 413, 'file too large\n');
    return;
  }
  const name = path.join(ROOT, path.basename(req.url));
  pipeline(req, fs.createWriteStream(name), (err) => {
    if (err) {
      if (!res.headersSent) res.writeHead(500);
      res.end();
      return;
    }
    res.writeHead(201).end();
  });
});

server.requestTimeout = 120000;
server.listen(8085);
