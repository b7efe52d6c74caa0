var https = require('https');
var agent = new https.Agent({ keepAlive: true, maxSockets: 50, maxFreeSockets: 10, timeout: 30000 });

exports.getJson = function (opts, callback) {
  opts.agent = agent;
  var req = https.get(opts, function (res) {
    if (res.statusCode !== 200) {
      res.resume();
      callback(new Error('HTTP ' + res.statusCode));
      return;
    }
    var body = '';
    res.setEncoding('utf8');
    res.on('data', function (c) { body += c; });
    res.on('end', function () {
      var v;
      try {
        v = JSON.parse(body);
      } catch (e) {
        return callback(e);
      }
      callback(null, v);
    });
    res.on('aborted', function () { callback(new Error('aborted')); });
  });
  req.setTimeout(4000, function () { req.destroy(new Error('timeout')); });
  req.on('error', callback);
};
