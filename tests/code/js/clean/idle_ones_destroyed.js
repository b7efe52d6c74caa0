const net = require('net');
const idle = [];
function take(cb) {
  let e;
  while ((e = idle.pop())) {
    if (e.sock.destroyed) continue;
    if (Date.now() - e.at > 20000) {
      e.sock.destroy();
      continue;
    }
    return cb(null, e.sock);
  }
  const s = net.connect(9042, 'cass.local');
  s.once('connect', () => cb(null, s));
  s.once('error', cb);
}
function give(sock) {
  if (sock.destroyed) return;
  if (idle.length > 8) return void sock.end();
  idle.push({ sock, at: Date.now() });
}
module.exports = { take, give };
