const net = require('net');
const readline = require('readline');

exports.join = function join(host, name) {
  return new Promise((resolve, reject) => {
    const sock = net.createConnection(7010, host);
    const lines = readline.createInterface({ input: sock });
    sock.once('error', reject);
    sock.on('connect', () => sock.write(`JOIN ${name}\n`));
    lines.once('line', (l) => {
      if (!l.startsWith('WELCOME')) {
        sock.end();
        reject(new Error(l));
        return;
      }
      resolve(sock);
    });
  });
};
