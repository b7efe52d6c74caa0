// Floating seat server for the CAD department.
var net = require('net');
var os = require('os');

var SEATS = parseInt(process.env.SEATS || '25', 10);
var taken = new Map();

function seatLine(s) {
  return 'SEAT ' + s.no + ' ' + os.hostname() + '\n';
}

function freeNo() {
  var used = new Set(Array.from(taken.values(), function (s) { return s.no; }));
  for (var i = 1; i <= SEATS; i++) if (!used.has(i)) return i;
  return 0;
}

// clients send "HELLO <product> <user> <fingerprint...>" right after connecting
net.createServer(function (c) {
  c.on('error', function (e) { console.log('seat client: ' + e.message); });

  var no = freeNo();
  if (no === 0) {
    console.log('no seat for ' + c.remoteAddress);
    c.write('DENIED all ' + SEATS + ' seats in use\n');
    c.destroy();
    return;
  }

  var seat = { no: no, user: '?', since: new Date() };
  var acc = '';
  taken.set(c, seat);
  c.setEncoding('ascii');
  c.setKeepAlive(true, 45000);
  c.setTimeout(120000);
  c.on('timeout', function () { c.destroy(); });
  c.on('close', function () {
    taken.delete(c);
    console.log('seat ' + no + ' free again');
  });
  c.on('data', function (d) {
    var i, words;
    acc += d;
    if (acc.length > 2000) { c.destroy(); return; }
    while ((i = acc.indexOf('\n')) !== -1) {
      words = acc.slice(0, i).trim().split(' ');
      acc = acc.slice(i + 1);
      if (words[0] === 'HELLO') {
        seat.user = words[2] || '?';
        c.write(seatLine(seat));
      } else if (words[0] === 'PING') {
        c.write('PONG\n');
      } else if (words[0] === 'BYE') {
        c.end();
      }
    }
  });
}).listen(27010, function () {
  console.log(SEATS + ' seats on offer');
});
