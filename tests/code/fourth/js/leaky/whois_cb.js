const net = require('net');

function whois(server, domain, cb) {
  const sock = net.connect(43, server);
  let out = '';
  let done = false;

  function finish(err) {
    if (done) return;
    done = true;
    cb(err, out);
  }

  sock.setEncoding('utf8');
  sock.setTimeout(8000);
  sock.on('connect', function () {
    sock.write(domain + '\r\n');
  });
  sock.on('data', function (d) { out += d; });
  sock.on('timeout', function () {
    finish(new Error('whois timeout: ' + server));
  });
  sock.on('error', function (e) {
    sock.destroy();
    finish(e);
  });
  sock.on('end', function () { finish(null); });
}

module.exports = whois;
