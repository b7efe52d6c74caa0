'use strict';
const tls = require('tls');
const fs = require('fs');

const ca = fs.readFileSync(process.env.HSM_CA || '/etc/hsm/ca.pem');

/**
 * Opens a line to the key server and checks its serial number.
 * @param {string} host
 * @param {string} serial
 * @param {(err: Error|null, sock?: tls.TLSSocket) => void} cb
 */
function openKeyServer(host, serial, cb) {
  const sock = tls.connect({ host, port: 1500, ca, servername: host });
  let settled = false;

  function fail(err) {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    sock.destroy();
    cb(err);
  }

  const timer = setTimeout(() => fail(new Error('key server: handshake too slow')), 6000);
  sock.on('error', fail);
  sock.once('close', () => fail(new Error('key server closed')));

  sock.once('secureConnect', () => {
    if (settled) return;
    const cert = sock.getPeerCertificate();
    if (!cert || cert.serialNumber !== serial) {
      fail(new Error('key server has serial ' + (cert && cert.serialNumber)));
      return;
    }
    settled = true;
    clearTimeout(timer);
    sock.setNoDelay(true);
    sock.setKeepAlive(true, 30000);
    cb(null, sock);
  });
}

module.exports = { openKeyServer };
