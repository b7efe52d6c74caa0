const http = require('http');

function get(url, cb) {
  const req = http.get(url, (res) => {
    const parts = [];
    res.on('data', (d) => parts.push(d));
    res.on('end', () => cb(null, Buffer.concat(parts)));
  });
  req.setTimeout(5000, () => { // expect: close-wait-leak
    cb(new Error('timeout'));
  });
  req.on('error', cb);
}
