'use strict';
const net = require('net');

function ask(host, port, question, ms = 3000) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, host);
    const parts = [];
    let settled = false;

    function finish(err, value) {
      if (settled) return;
      settled = true;
      socket.destroy();
      if (err) reject(err);
      else resolve(value);
    }

    socket.setTimeout(ms, () => finish(new Error('timeout')));
    socket.once('error', finish);
    socket.once('connect', () => socket.write(question + '\n'));
    socket.on('data', (d) => {
      parts.push(d);
      if (d.includes(10)) finish(null, Buffer.concat(parts).toString());
    });
    socket.once('end', () => finish(new Error('the peer closed before it answered')));
  });
}

async function askAny(hosts, port, question) {
  for (const h of hosts) {
    try {
      return await ask(h, port, question);
    } catch (e) {
      console.warn('%s: %s', h, e.message);
    }
  }
  return null;
}

module.exports = { ask, askAny };
