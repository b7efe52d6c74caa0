const tls = require('node:tls');

function certDays(host, port = 443) {
  return new Promise((resolve, reject) => {
    const sock = tls.connect({ host, port, servername: host, timeout: 5000 }, () => {
      const cert = sock.getPeerCertificate();
      resolve(Math.floor((new Date(cert.valid_to) - Date.now()) / 864e5));
      sock.end();
    });
    sock.once('timeout', () => sock.destroy(new Error(`${host}: timeout`)));
    sock.once('error', reject);
    sock.once('close', () => reject(new Error(`${host}: closed early`)));
    sock.resume();
  });
}

async function main(hosts) {
  const all = await Promise.allSettled(hosts.map((h) => certDays(h)));
  all.forEach((r, i) => {
    console.log(hosts[i], r.status === 'fulfilled' ? r.value : r.reason.message);
  });
}

main(process.argv.slice(2));
