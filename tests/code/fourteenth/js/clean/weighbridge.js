'use strict';
const net = require('net');
const log = require('./log')('weighbridge');

function start(port, onRecord) {
  const srv = net.createServer({ allowHalfOpen: true, noDelay: true }, (sock) => {
    let acc = '';
    sock.setEncoding('latin1');
    sock.setTimeout(5 * 60 * 1000);

    sock.on('data', (s) => {
      acc += s;
      const parts = acc.split('\r');
      acc = parts.pop();
      if (acc.length > 1024) {
        log.warn('no CR within 1k from', sock.remoteAddress);
        sock.destroy();
        return;
      }
      parts.forEach(onRecord);
    });
    // the bridge half-closes after its last record and waits for our count
    sock.on('end', () => {
      if (acc) onRecord(acc);
      sock.end('BYE\r');
    });
    sock.on('timeout', () => {
      log.info('idle', sock.remoteAddress);
      sock.destroy();
    });
    sock.on('error', (e) => log.warn(sock.remoteAddress, e.code));
  });
  srv.listen(port, '::', 128);
  return srv;
}

module.exports = { start };
