const http = require('http');

function ping(url, done) {
  http.get(url, (res) => { // expect: close-wait-leak
    done(null, res.statusCode === 200);
  }).on('error', done);
}
module.exports = ping;
