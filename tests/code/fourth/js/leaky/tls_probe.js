const tls = require('node:tls');

async function certDays(host, port = 443) {
  return new Promise((resolve, reject) => {
    const sock = tls.connect({ host, port, servername: host, rejectUnauthorized: false, timeout: 5000 });
    sock.once('secureConnect', () => {
      sock.setTimeout(0);
      const cert = sock.getPeerCertificate();
      if (!sock.authorized) {
        resolve({ host, ok: false, reason: sock.authorizationError });
        return;
      }
      const days = (new Date(cert.valid_to) - Date.now()) / 864e5;
      sock.end();
      resolve({ host, ok: true, days: Math.floor(days) });
    });
    sock.once('timeout', () => {
      sock.destroy();
      reject(new Error(`${host}: timeout`));
    });
    sock.once('error', (e) => {
      sock.destroy();
      reject(e);
    });
  });
}

module.exports = { certDays };
