// Weather buoys, one satellite modem each. Sentences end in '*'.
var net = require('net');
var readings = require('./readings');

var online = new Map();

net.createServer(function (sock) {
  var key = sock.remoteAddress + '/' + sock.remotePort;
  var acc = '';
  online.set(key, sock);

  sock.setEncoding('ascii');
  sock.setKeepAlive(true, 120000);
  sock.setTimeout(15 * 60 * 1000, function () {
    console.log(key + ' silent, hanging up');
    sock.destroy();
  });

  sock.on('data', function (d) {
    acc += d;
    if (acc.length > 4096) {
      console.log(key + ' talks rubbish');
      sock.destroy();
      return;
    }
    for (var i = acc.indexOf('*'); i >= 0; i = acc.indexOf('*')) {
      readings.store(acc.slice(0, i));
      acc = acc.slice(i + 1);
    }
  });

  sock.on('end', function () {
    sock.end();
  });
  sock.on('error', function (e) {
    console.log(key + ' ' + e.code);
  });
  sock.on('close', function () {
    online.delete(key);
  });
}).listen(8700);
