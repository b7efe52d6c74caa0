const http = require('http');

function ping(url, done) {
  http.get(url, (res) => {
    res.resume();
    done(null, res.statusCode === 200);
  }).on('error', done);
}
module.exports = ping;
