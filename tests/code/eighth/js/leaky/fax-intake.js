'use strict';
// Fax boxes push a TIFF and finish with FIN; we store it and answer on demand (some boxes poll the job id
// on the same connection after their FIN, hence allowHalfOpen).
const net = require('net');
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');

const SPOOL = process.env.SPOOL || '/var/spool/faxin';
let open = 0;

function spoolName(addr) {
  return path.join(SPOOL, `${Date.now()}-${addr.replace(/[:.]/g, '_')}-${crypto.randomUUID()}.tif`);
}

const server = net.createServer({ allowHalfOpen: true }, (sock) => {
  open++;
  const name = spoolName(sock.remoteAddress || 'unknown');
  const file = fs.createWriteStream(name + '.part');
  let bytes = 0;

  sock.setKeepAlive(true, 30000);

  sock.on('data', (chunk) => {
    bytes += chunk.length;
    if (!file.write(chunk)) {
      sock.pause();
      file.once('drain', () => sock.resume());
    }
  });

  sock.on('end', () => {
    file.end(() => {
      fs.rename(name + '.part', name, (err) => {
        if (err) console.error('rename failed', name, err.code);
        else console.log('fax stored', name, bytes, 'bytes');
      });
    });
  });

  sock.on('error', (err) => {
    console.warn('fax box error', err.code);
    file.destroy();
    fs.unlink(name + '.part', () => {});
  });

  file.on('error', (err) => {
    console.error('spool', err.message);
    sock.destroy();
  });

  sock.on('close', () => { open--; });
});

server.listen(4321, () => console.log('fax intake up'));
setInterval(() => console.log('open boxes:', open), 60000).unref();
