'use strict';
var net = require('net');

var IDLE_MS = 20000;

function SpoolPool(host, port, max) {
  var self = this;
  self.host = host;
  self.port = port;
  self.max = max || 5;
  self.count = 0;
  self.free = [];
  self.line = [];
  self.janitor = setInterval(function () { self._sweep(Date.now()); }, 5000);
  self.janitor.unref();
}

SpoolPool.prototype._sweep = function (now) {
  while (this.free.length && now - this.free[0].since > IDLE_MS) {
    this.free.shift().sock.destroy();
  }
};

SpoolPool.prototype._dial = function (cb) {
  var self = this;
  var called = false;
  var sock = net.connect(self.port, self.host);
  self.count++;
  sock.setNoDelay(true);
  sock.setTimeout(8000, function () { sock.destroy(new Error('printer is silent')); });
  sock.on('connect', function () { called = true; cb(null, sock); });
  sock.on('error', function (e) {
    if (!called) { called = true; cb(e); }
    else console.error('spool: ' + e.message);
  });
  sock.on('close', function () {
    self.count--;
    self.free = self.free.filter(function (f) { return f.sock !== sock; });
    if (self.line.length) self._dial(self.line.shift());
  });
};

SpoolPool.prototype.get = function (cb) {
  var f = this.free.pop();
  if (f) {
    f.sock.setTimeout(8000);
    f.sock.removeListener('end', f.gone);
    f.sock.pause();
    process.nextTick(cb, null, f.sock);
  } else if (this.count < this.max) this._dial(cb);
  else this.line.push(cb);
};

SpoolPool.prototype.put = function (sock, bad) {
  if (bad || sock.destroyed) {
    sock.destroy();
    return;
  }
  if (this.line.length) {
    process.nextTick(this.line.shift(), null, sock);
    return;
  }
  var gone = function () { sock.destroy(); };
  sock.setTimeout(0);
  sock.on('end', gone);
  sock.resume(); // so that an idle printer's FIN is noticed
  this.free.push({ sock: sock, since: Date.now(), gone: gone });
};

SpoolPool.prototype.close = function () {
  clearInterval(this.janitor);
  this.free.splice(0).forEach(function (f) { f.sock.end(); });
};

module.exports = SpoolPool;
