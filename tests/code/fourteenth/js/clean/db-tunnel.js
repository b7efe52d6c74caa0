// tunnels localhost:6432 through to the reporting replica
var net = require('net');
var stream = require('stream');

var target = { host: process.argv[2], port: Number(process.argv[3] || 5432) };
if (!target.host) {
  console.error('usage: db-tunnel HOST [PORT]');
  process.exit(64);
}

var server = net.createServer({ allowHalfOpen: true }, function (local) {
  var remote = net.connect({ host: target.host, port: target.port, allowHalfOpen: true });
  var open = 2;

  local.setNoDelay(true);
  remote.setNoDelay(true);
  local.setKeepAlive(true, 30000);
  remote.setKeepAlive(true, 30000);

  function finished(name) {
    return function (err) {
      if (err) {
        console.error(name + ': ' + err.message);
        local.destroy();
        remote.destroy();
      } else if (--open === 0) {
        console.log('tunnel closed');
      }
    };
  }
  stream.pipeline(local, remote, finished('up'));
  stream.pipeline(remote, local, finished('down'));
});

server.on('error', function (e) {
  console.error(e.message);
  process.exit(1);
});
server.listen(6432, '127.0.0.1');
