const http = require('http');

const options = {
  host: 'api.internal',
  agent: false, // expect: connection-churn
};

function get(path, done) {
  http.get({ ...options, path }, (res) => {
    res.resume();
    res.on('end', done);
  });
}
module.exports = get;
