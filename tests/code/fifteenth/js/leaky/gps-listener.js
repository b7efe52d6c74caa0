// GPS trackers of the delivery vans. They go through tunnels and never say goodbye.
var net = require('net');
var positions = require('./positions');

var active = {};

function parse(sentence) {
  var f = sentence.split(',');
  if (f[0] !== '$VAN' || f.length < 4) return null;
  return { van: f[1], lat: +f[2], lon: +f[3] };
}

var srv = net.createServer(function (sock) {
  var id = sock.remoteAddress + ':' + sock.remotePort;
  var acc = '';
  active[id] = sock;
  sock.setTimeout(5 * 60 * 1000);

  sock.on('data', function (d) {
    acc += d.toString('ascii');
    var i;
    while ((i = acc.indexOf('\r\n')) >= 0) {
      var p = parse(acc.slice(0, i));
      acc = acc.slice(i + 2);
      if (p) positions.update(p);
    }
  });

  sock.on('timeout', function () {
    console.log('tracker silent: ' + id);
  });

  sock.on('error', function (e) {
    console.log('tracker ' + id + ' ' + e.code);
  });

  sock.on('close', function () {
    delete active[id];
  });
});

srv.listen(5055);
setInterval(function () {
  console.log('trackers online: ' + Object.keys(active).length);
}, 60000);
