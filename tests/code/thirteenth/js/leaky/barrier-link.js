const net = require('net');

// Car park barriers are behind the mobile operator's NAT (mappings live ~5 min).
// The controller dials in once and then waits for OPEN; at night hours pass between two cars.
const barriers = new Map();

const server = net.createServer((sock) => {
  let id = null;
  sock.setKeepAlive(false);
  sock.setNoDelay(true);
  sock.setEncoding('ascii');
  sock.on('data', (line) => {
    const [verb, arg] = line.trim().split(' ');
    if (verb === 'HELLO') {
      id = arg;
      const old = barriers.get(id);
      if (old && old !== sock) old.destroy();
      barriers.set(id, sock);
      sock.write('WELCOME\n');
    } else if (verb === 'OPENED') {
      console.log('barrier', id, 'opened for', arg);
    }
  });
  sock.on('error', (e) => console.warn('barrier', id, e.code));
  sock.on('close', () => {
    if (id && barriers.get(id) === sock) barriers.delete(id);
  });
});

function open(id, plate) {
  const sock = barriers.get(id);
  if (!sock) throw new Error('barrier ' + id + ' not connected');
  sock.write(`OPEN ${plate}\n`);
}

server.listen(7700);
module.exports = { open };
