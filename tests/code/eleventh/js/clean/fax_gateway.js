'use strict';
// T.38 job gateway. Clients send "LEN <n>\n" + TIFF, half-close, and read the job id.
const net = require('net');
const spool = require('./spool');

const MAX_JOB = 8 * 1024 * 1024;
const MAX_OPEN = 120;
let open = 0;

const server = net.createServer({ allowHalfOpen: true }, (sock) => {
  const who = sock.remoteAddress;
  open++;
  sock.setNoDelay(true);
  sock.setTimeout(30000, () => sock.destroy());
  sock.on('close', () => { open--; });
  sock.on('error', (e) => console.error('fax %s: %s', who, e.code));

  if (open > MAX_OPEN) {
    sock.resume();            // swallow what they send, then they see our answer
    sock.end('TRYLATER\n');
    return;
  }

  const chunks = [];
  let size = 0;
  let over = false;
  sock.on('data', (c) => {
    if (over) return;
    size += c.length;
    if (size > MAX_JOB) {
      over = true;
      chunks.length = 0;
      sock.end('TOOBIG\n');
      return;
    }
    chunks.push(c);
  });

  sock.on('end', async () => {
    if (over) return;
    try {
      const all = Buffer.concat(chunks);
      const nl = all.indexOf(0x0a);
      const m = /^LEN (\d+)$/.exec(all.toString('latin1', 0, Math.max(nl, 0)));
      if (!m || Number(m[1]) !== all.length - nl - 1) {
        sock.end('BADLEN\n');
        return;
      }
      const id = await spool.add(who, all.subarray(nl + 1));
      sock.end(`JOB ${id}\n`);
    } catch (e) {
      console.error('fax spool:', e);
      sock.end('FAILED\n');
    }
  });
});

server.on('error', (e) => { console.error(e); process.exit(1); });
server.listen(4559);
