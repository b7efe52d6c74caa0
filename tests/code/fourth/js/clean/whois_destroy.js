var net = require('net');

function whois(server, domain, cb) {
  var sock = net.connect(43, server);
  var out = '';
  var done = false;

  function finish(err) {
    if (done) return;
    done = true;
    sock.destroy();
    cb(err, out);
  }

  sock.setEncoding('utf8');
  sock.setTimeout(8000);
  sock.on('connect', function () { sock.write(domain + '\r\n'); });
  sock.on('data', function (d) { out += d; });
  sock.on('timeout', function () { finish(new Error('timeout: ' + server)); });
  sock.on('error', finish);
  sock.on('end', function () { finish(null); });
}

module.exports = whois;
