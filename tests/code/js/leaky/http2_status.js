const http2 = require('http2');
async function getConfig(authority, path) {
  const session = http2.connect(authority);
  session.on('error', (e) => console.error(e));
  const req = session.request({ ':path': path });
  let status = 0;
  req.on('response', (h) => { status = h[':status']; });
  let body = '';
  for await (const d of req) body += d;
  if (status !== 200) throw new Error('config ' + status); // expect: close-wait-leak
  session.close();
  return JSON.parse(body);
}
module.exports = getConfig;
