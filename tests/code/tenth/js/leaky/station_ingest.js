'use strict';

/*
 * Weather station ingest.
 * Stations dial in over GPRS, push CSV lines and half-close when the
 * hourly batch is through; we answer with "ACK <n>" afterwards.
 */
var net = require('net');
var log = require('./lib/log')('ingest');
var store = require('./lib/store');

var stations = {};
var seq = 0;

function parseLine(line) {
  var f = line.split(';');
  if (f.length < 4) return null;
  return { id: f[0], ts: Number(f[1]), temp: parseFloat(f[2]), rh: parseFloat(f[3]) };
}

var server = net.createServer({ allowHalfOpen: true }, function (sock) {
  var key = ++seq;
  var buf = '';
  var count = 0;

  stations[key] = { since: Date.now(), addr: sock.remoteAddress };
  sock.setEncoding('utf8');
  sock.setNoDelay(true);
  sock.setKeepAlive(true, 60000);

  sock.on('data', function (chunk) {
    var nl, rec;
    buf += chunk;
    if (buf.length > 65536) {
      log.warn('oversized line from ' + sock.remoteAddress);
      delete stations[key];
      sock.destroy();
      return;
    }
    while ((nl = buf.indexOf('\n')) >= 0) {
      rec = parseLine(buf.slice(0, nl));
      buf = buf.slice(nl + 1);
      if (rec) {
        store.add(rec);
        count++;
      }
    }
  });

  sock.on('end', function () {
    log.info('batch done station=' + key + ' n=' + count);
    sock.write('ACK ' + count + '\r\n');
    delete stations[key];
  });

  sock.on('error', function (e) {
    log.warn('station ' + key + ': ' + e.code);
    delete stations[key];
  });
});

server.on('error', function (e) {
  log.error('listener: ' + e.message);
  process.exit(1);
});

server.listen(9400, function () {
  log.info('listening for stations on 9400');
});
