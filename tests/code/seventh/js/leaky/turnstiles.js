#!/usr/bin/env node
// Stadium gates. 140 turnstiles, all of which reconnect after a power dip.
var net = require('net');
var fs = require('fs');

var valid = {};
var inside = 0;

function loadTickets(file) {
  fs.readFileSync(file, 'utf8').split('\n').forEach(function (l) {
    if (l) valid[l.trim()] = true;
  });
}

function judge(code) {
  if (!valid[code]) return 'RED';
  valid[code] = false;
  inside++;
  return 'GREEN';
}

var server = net.createServer(function (sock) {
  var text = '';
  var gate = sock.remoteAddress;
  sock.setNoDelay(true);
  sock.setKeepAlive(true, 30000);
  sock.setTimeout(30 * 60 * 1000);
  sock.on('timeout', function () { sock.destroy(); });
  sock.on('data', function (d) {
    var i;
    text += d.toString('ascii');
    while ((i = text.indexOf('\r')) >= 0) {
      sock.write(judge(text.slice(0, i)) + '\r');
      text = text.slice(i + 1);
    }
    if (text.length > 200) sock.destroy();
  });
  sock.on('error', function (e) { console.log(gate + ' ' + e.code); });
  sock.on('close', function () { console.log(gate + ' off, inside: ' + inside); });
});

loadTickets(process.argv[2] || 'tickets.txt');
server.listen(4700, '0.0.0.0', 3, function () {
  console.log('gates open');
});
