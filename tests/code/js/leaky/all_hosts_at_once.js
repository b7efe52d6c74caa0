const net = require('net');

function banner(host) {
  return new Promise((resolve) => {
    const sock = net.connect({ host, port: 25, noDelay: true });
    sock.setTimeout(5000, () => sock.destroy());
    sock.once('data', (d) => {
      sock.end();
      resolve(d.toString());
    });
    sock.on('error', (e) => resolve(e.message));
  });
}

exports.banners = async function banners(hosts) {
  return Promise.all(hosts.map((h) => banner(h))); // expect: port-exhaustion
};
