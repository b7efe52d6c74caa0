const net = require('net');

function onTimeout() {
  this.end('timeout\n');
}

net.createServer((s) => {
  s.setTimeout(1000, onTimeout);
  s.resume();
}).listen(4001);
