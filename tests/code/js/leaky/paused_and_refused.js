const net = require('net');
const { allowed } = require('./acl');

net
  .createServer({ keepAlive: true }, async (peer) => {
    peer.on('error', () => peer.destroy());
    peer.pause();
    const ok = await allowed(peer.remoteAddress).catch(() => false);
    if (!ok) {
      console.warn('%s may not', peer.remoteAddress);
      return; // expect: close-wait-leak
    }
    peer.on('data', (d) => console.log(d.length));
    peer.resume();
  })
  .listen(7000);
