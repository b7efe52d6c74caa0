const https = require('https');

function load(url, done) {
  https.get(url, (res) => {
    if (res.statusCode !== 200) {
      res.resume();
      done(new Error('status ' + res.statusCode));
      return;
    }
    const parts = [];
    res.on('data', (d) => parts.push(d));
    res.on('end', () => done(null, Buffer.concat(parts)));
  }).on('error', done);
}
module.exports = load;
