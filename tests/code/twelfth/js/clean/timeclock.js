var net = require('net');
var os = require('os');

/*
 * Punch clock receiver. The Kaba terminals open a connection at shift end,
 * send all punches, shut down their sending side and wait for our summary.
 */

function Punches() {
  this.ok = 0;
  this.bad = 0;
  this.tail = '';
}

Punches.prototype.eat = function (text) {
  var self = this;
  var rows = (this.tail + text).split(/\r?\n/);
  this.tail = rows.pop();
  rows.forEach(function (row) {
    if (/^\d{6} (IN|OUT) \d{10}$/.test(row)) {
      self.ok++;
      process.stdout.write(row + os.EOL);
    } else if (row !== '') {
      self.bad++;
    }
  });
};

Punches.prototype.summary = function () {
  return 'STORED ' + this.ok + ' REJECTED ' + this.bad + '\r\n';
};

var srv = net.createServer({ allowHalfOpen: true }, function (c) {
  var p = new Punches();
  var peer = c.remoteAddress;

  c.setEncoding('ascii');
  c.setTimeout(45 * 1000);

  c.on('data', function (text) {
    p.eat(text);
    if (p.tail.length > 4096) {
      console.error('%s sends rubbish', peer);
      c.destroy();
    }
  });
  c.on('end', function () {
    if (p.tail) p.eat('\n');
    c.end(p.summary());
  });
  c.on('timeout', function () {
    console.error('%s silent for 45 s, closing', peer);
    c.destroy();
  });
  c.on('error', function (e) {
    console.error('%s: %s', peer, e.code);
  });
});

srv.on('error', function (e) {
  console.error(e.message);
  process.exit(1);
});
srv.listen(process.env.PORT || 9922, '0.0.0.0', 511);
