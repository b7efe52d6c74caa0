'use strict';
// Gets the tills' journals at the end of the day: they send all, half-close and read the receipt.
const net = require('net');
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const DIR = process.env.JOURNALS || '/var/spool/tills';

const server = net.createServer({ allowHalfOpen: true }, (sock) => {
  const name = path.join(DIR, `${Date.now()}-${crypto.randomBytes(4).toString('hex')}.jnl`);
  const file = fs.createWriteStream(name + '.part');
  const sha = crypto.createHash('sha1');
  let bytes = 0;

  const giveUp = (why) => {
    console.error('%s: %s', name, why);
    sock.destroy();
    file.destroy();
    fs.unlink(name + '.part', () => {});
  };

  sock.setTimeout(60000, () => giveUp('till is silent'));
  sock.on('error', (e) => giveUp(e.message));
  file.on('error', (e) => giveUp(e.message));

  sock.on('data', (d) => {
    bytes += d.length;
    sha.update(d);
    if (!file.write(d)) {
      sock.pause();
      file.once('drain', () => sock.resume());
    }
  });

  sock.on('end', () => {
    file.end(() => {
      fs.rename(name + '.part', name, (e) => {
        if (e) return giveUp(e.message);
        sock.end(`OK ${bytes} ${sha.digest('hex')}\n`);
      });
    });
  });
});

server.on('error', (e) => {
  console.error(e.message);
  process.exitCode = 1;
});
server.listen(9077);
