// Front door of the BBS museum exhibit. At most LINES callers, the rest hear
// the busy tone, as in 1993.
var net = require('net');
var Session = require('./session');

var LINES = 8;
var callers = [];

function hangUp(sock, text) {
  // Read away whatever the telnet client negotiates so that it sees our text
  // and not a reset; five seconds must do.
  var t = setTimeout(function () { sock.destroy(); }, 5000);
  sock.on('close', function () { clearTimeout(t); });
  sock.resume();
  sock.end(text);
}

function onCaller(sock) {
  sock.on('error', function (e) {
    console.log('caller error: ' + e.message);
  });
  sock.setKeepAlive(true, 60000);
  sock.setNoDelay(true);

  if (callers.length >= LINES) {
    hangUp(sock, '\r\n*** BUSY ***\r\n');
    return;
  }

  var me = { sock: sock, session: new Session(sock.remoteAddress) };
  callers.push(me);

  me.session.on('output', function (text) {
    if (sock.writable && !sock.write(text)) {
      me.session.hold();
    }
  });
  sock.on('drain', function () { me.session.go(); });
  me.session.on('bye', function () {
    hangUp(sock, '\r\nNO CARRIER\r\n');
  });

  sock.setTimeout(10 * 60 * 1000, function () {
    hangUp(sock, '\r\nStill there? Goodbye.\r\n');
  });
  sock.on('data', function (d) { me.session.input(d); });
  sock.on('close', function () {
    var i = callers.indexOf(me);
    if (i >= 0) callers.splice(i, 1);
    me.session.stop();
  });
  me.session.begin();
}

var server = net.createServer(onCaller);
server.on('error', function (e) {
  console.error('cannot listen: ' + e.message);
  process.exit(1);
});
server.listen(2323, function () { console.log('exhibit open, ' + LINES + ' lines'); });
