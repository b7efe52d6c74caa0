'use strict';
const net = require('net');
const fs = require('fs');
const path = require('path');

const LIMIT = 64 * 1024 * 1024;
const dir = process.argv[2] || '/srv/xrays';

// header line: "PUT <patient> <bytes>\n", then the image itself
net.createServer((s) => {
  let head = '';
  s.setTimeout(30000, () => s.destroy());
  s.on('error', (e) => console.log('x-ray upload:', e.code));

  const onHead = (buf) => {
    const nl = buf.indexOf(10);
    head += buf.toString('latin1', 0, nl < 0 ? buf.length : nl);
    if (nl < 0) {
      if (head.length > 200) s.destroy();
      return;
    }
    s.off('data', onHead);
    const [, patient, size] = head.split(' ');
    if (Number(size) > LIMIT) {
      s.write('ERR 413 image too large\n');
      s.resetAndDestroy();
      return;
    }
    const file = fs.createWriteStream(path.join(dir, path.basename(patient) + '.dcm'));
    file.write(buf.subarray(nl + 1));
    s.pipe(file);
    file.on('finish', () => console.log('stored', patient));
    s.on('close', () => file.end());
    file.on('error', () => s.destroy());
  };
  s.on('data', onHead);
}).listen(4242);
