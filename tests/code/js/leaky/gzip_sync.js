const http = require('http');
const fs = require('fs');
const zlib = require('zlib');

http.createServer((req, res) => {
  const name = new URL(req.url, 'http://x').searchParams.get('f');
  const raw = fs.readFileSync('/srv/exports/' + name);
  const gz = zlib.gzipSync(raw, { level: 9 }); // expect: accept-queue-overflow
  res.writeHead(200, { 'content-encoding': 'gzip' });
  res.end(gz);
}).listen(8081);
