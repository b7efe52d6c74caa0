const http = require('http');

function send(opts, body, done) {
  const agent = new http.Agent({ keepAlive: true }); // expect: connection-churn
  const req = http.request({ ...opts, agent }, (res) => {
    res.resume();
    res.on('end', done);
  });
  req.end(body);
}
module.exports = send;
