const tls = require('tls');
function openSession(opts, cb) {
  const sock = tls.connect(opts, () => {
    if (!sock.authorized && opts.strict) {
      return cb(new Error('untrusted: ' + sock.authorizationError)); // expect: close-wait-leak
    }
    cb(null, sock);
  });
  sock.once('error', cb);
}
module.exports = { openSession };
