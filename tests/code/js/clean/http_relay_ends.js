const http = require('http');
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
function relay(req, res) {
  const up = http.request({ host: 'app', port: 8000, path: req.url, method: req.method, headers: req.headers, agent }, (r) => {
    res.writeHead(r.statusCode, r.headers);
    r.pipe(res);
  });
  up.on('error', () => {
    if (!res.headersSent) res.writeHead(502);
    res.end();
  });
  req.pipe(up);
  res.on('close', () => up.destroy());
}
http.createServer(relay).listen(8080);
