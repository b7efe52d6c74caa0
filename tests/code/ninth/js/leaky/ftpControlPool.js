'use strict';
var net = require('net');

var MAX_IDLE_MS = 25000;
var MAX = 6;

function ControlPool(host, port) {
  this.host = host;
  this.port = port || 21;
  this.idle = [];
  this.busy = 0;
  this.queue = [];
}

ControlPool.prototype.acquire = function (cb) {
  while (this.idle.length > 0) {
    var e = this.idle.shift();
    if (Date.now() - e.since > MAX_IDLE_MS) {
      continue;
    }
    this.busy++;
    return process.nextTick(cb, null, e.sock);
  }
  if (this.busy >= MAX) {
    this.queue.push(cb);
    return;
  }
  this.busy++;
  this._dial(cb);
};

ControlPool.prototype._dial = function (cb) {
  var self = this;
  var sock = net.connect(this.port, this.host);
  sock.setNoDelay(true);
  sock.setKeepAlive(true, 15000);
  sock.setTimeout(10000, function () { sock.destroy(new Error('control connection timed out')); });
  function failed(err) {
    self.busy--;
    cb(err);
  }
  sock.once('error', failed);
  sock.once('connect', function () {
    sock.removeListener('error', failed);
    sock.on('error', function (err) { console.error('ftp control: ' + err.message); });
    sock.setTimeout(0);
    cb(null, sock);
  });
};

ControlPool.prototype.release = function (sock) {
  this.busy--;
  if (sock.destroyed || sock.readableEnded) {
    sock.destroy();
    if (this.queue.length) this.acquire(this.queue.shift());
    return;
  }
  if (this.queue.length) {
    this.busy++;
    this.queue.shift()(null, sock);
    return;
  }
  this.idle.push({ sock: sock, since: Date.now() });
};

ControlPool.prototype.drain = function () {
  this.idle.splice(0).forEach(function (e) { e.sock.end('QUIT\r\n'); });
};

module.exports = ControlPool;
