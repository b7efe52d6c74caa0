// Inventory scanners connect, send barcodes line by line and hang up.
var net = require('net');
var split = require('split2');

module.exports = function (store, log) {
  return net.createServer(function (c) {
    var who = c.remoteAddress + ':' + c.remotePort;
    var count = 0;

    c.setKeepAlive(true, 60000);

    c.pipe(split()).on('data', function (code) {
      if (!/^\d{8,13}$/.test(code)) {
        c.write('?\n');
        return;
      }
      count++;
      store.add(who, code);
      c.write('.\n');
    });

    // allowHalfOpen is off: node ends our side by itself
    c.on('end', function () {
      log('%s: %d codes', who, count);
    });

    c.on('error', function (err) {
      log('%s: %s', who, err.code);
    });
  });
};
