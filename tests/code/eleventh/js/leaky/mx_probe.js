// Deliverability team: does the customer's MX talk TLS and what banner does it show?
// Used by the nightly report (about 40k domains) and by the support page.

const tls = require('tls');
const dns = require('dns').promises;

const PROBE_MS = 8000;

function banner(host) {
  return new Promise(function (resolve, reject) {
    var text = '';
    var sock = tls.connect({
      host: host,
      port: 465,
      servername: host,
      rejectUnauthorized: false,
    });
    sock.setEncoding('latin1');

    sock.setTimeout(PROBE_MS, function () {
      reject(new Error(host + ': no banner within ' + PROBE_MS + 'ms'));
    });

    sock.on('data', function (d) {
      text += d;
      var nl = text.indexOf('\n');
      if (nl === -1 && text.length < 4096) return;
      const cert = sock.getPeerCertificate();
      resolve({
        host: host,
        banner: text.slice(0, nl).trim(),
        proto: sock.getProtocol(),
        expires: cert && cert.valid_to,
      });
      sock.end('QUIT\r\n');
      sock.setTimeout(2000, function () { sock.destroy(); });
      sock.removeAllListeners('data');
      sock.resume();
    });

    sock.on('error', function (err) {
      sock.destroy();
      reject(err);
    });

    sock.on('end', function () {
      sock.destroy();
      reject(new Error(host + ': closed before banner'));
    });
  });
}

async function probeDomain(domain) {
  const mx = (await dns.resolveMx(domain)).sort((a, b) => a.priority - b.priority);
  for (const { exchange } of mx.slice(0, 3)) {
    try {
      return await banner(exchange);
    } catch (e) {
      console.log('%s via %s: %s', domain, exchange, e.message);
    }
  }
  return null;
}

module.exports = { probeDomain };
