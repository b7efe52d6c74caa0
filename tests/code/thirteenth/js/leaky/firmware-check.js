var https = require('https');
var fs = require('fs');
var path = require('path');

var agent = new https.Agent({ keepAlive: true, maxSockets: 6 });

// Looks for a newer image for one charging station model
function fetchImage(model, version, dir, cb) {
  var done = false;
  function finish(err, file) {
    if (done) return;
    done = true;
    cb(err, file);
  }

  var req = https.get({
    host: 'fw.chargepark.example',
    path: '/images/' + model + '?have=' + version,
    agent: agent
  }, function (res) {
    clearTimeout(patience);
    if (res.statusCode === 304 || res.statusCode === 404) {
      return finish(null, null);
    }
    if (res.statusCode !== 200) {
      res.resume();
      return finish(new Error('status ' + res.statusCode));
    }
    var name = path.join(dir, model + '.bin');
    var out = fs.createWriteStream(name + '.tmp');
    out.on('error', function (e) { res.destroy(); finish(e); });
    res.setTimeout(15000, function () { res.destroy(new Error('stalled')); });
    res.on('error', function (e) { out.destroy(); finish(e); });
    res.pipe(out);
    out.on('finish', function () {
      fs.rename(name + '.tmp', name, function (e) { finish(e, name); });
    });
  });
  var patience = setTimeout(function () { req.destroy(new Error('timeout')); }, 15000);
  req.on('error', function (e) { clearTimeout(patience); finish(e); });
}

module.exports = fetchImage;
