const net = require('net');

function open(host) {
  const s = net.connect(443, host);
  s.setKeepAlive(false); // expect: idle-timeout-drop
  return s;
}
module.exports = open;
