const http = require('http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 100, maxFreeSockets: 20, timeout: 30000 });

function proxy(target) {
  return (req, res) => {
    const out = http.request({
      agent,
      host: target.host,
      port: target.port,
      method: req.method,
      path: req.url,
      headers: { ...req.headers, host: target.host },
    });

    out.setTimeout(15000, () => out.destroy(new Error('upstream timeout')));

    out.on('response', (up) => {
      res.writeHead(up.statusCode, up.headers);
      up.pipe(res);
      up.on('error', () => res.destroy());
    });

    out.on('error', (err) => {
      if (res.headersSent) {
        res.destroy();
        return;
      }
      res.writeHead(502, { 'content-type': 'text/plain' });
      res.end(err.message + '\n');
    });

    // the browser went away
    res.on('close', () => {
      if (!res.writableFinished) out.destroy();
    });

    req.pipe(out);
  };
}

http.createServer(proxy({ host: '10.1.0.4', port: 8080 })).listen(3000);
