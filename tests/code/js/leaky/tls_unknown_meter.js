const tls = require('tls');
const fs = require('fs');
const server = tls.createServer({ key: fs.readFileSync('k'), cert: fs.readFileSync('c'), requestCert: true }, (sock) => {
  sock.on('error', (e) => console.log(e.code));
  const cn = sock.getPeerCertificate().subject?.CN;
  if (!cn || !known.has(cn)) {
    console.warn('unknown meter', cn);
    return; // expect: close-wait-leak
  }
  sock.setEncoding('utf8');
  sock.on('data', (t) => ingest(cn, t));
});
const known = new Set(['m1', 'm2']);
function ingest(cn, t) { console.log(cn, t); }
server.listen(8883);
