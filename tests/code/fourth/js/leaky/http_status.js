var http = require('http');
var agent = new http.Agent({ keepAlive: true, maxSockets: 50 });

exports.getJson = function (opts, callback) {
  opts.agent = agent;
  var req = http.get(opts, function (res) {
    req.setTimeout(0);
    if (res.statusCode >= 400) {
      callback(new Error('HTTP ' + res.statusCode));
      return;
    }
    var body = '';
    res.setEncoding('utf8');
    res.on('data', function (c) { body += c; });
    res.on('end', function () {
      try {
        callback(null, JSON.parse(body));
      } catch (e) {
        callback(e);
      }
    });
  });
  req.setTimeout(4000, function () { req.destroy(new Error('timeout')); });
  req.on('error', callback);
};
