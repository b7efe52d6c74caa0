const http = require('http');
const server = http.createServer((req, res) => {
  const up = http.request({ host: 'legacy', port: 8000, path: req.url, method: req.method }, (r) => {
    if (r.statusCode === 503) {
      res.writeHead(503);
      res.end('maintenance'); // expect: close-wait-leak
      return;
    }
    res.writeHead(r.statusCode, r.headers);
    r.pipe(res);
  });
  up.on('error', () => res.writeHead(502).end());
  req.pipe(up);
});
server.listen(8088);
