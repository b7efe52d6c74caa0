const net = require('net');

const MAX_DRONES = 64;
const active = new Set();

const gate = net.createServer({ pauseOnConnect: true }, (sock) => {
  sock.on('error', (e) => console.log('drone', sock.remoteAddress, e.code));

  if (active.size >= MAX_DRONES) {
    // the drone has already sent its HELLO with the flight plan by now
    sock.write('REFUSED 503 airspace full\r\n', () => sock.destroy());
    return;
  }

  active.add(sock);
  sock.on('close', () => active.delete(sock));
  sock.setNoDelay(true);
  sock.setTimeout(30000, () => sock.destroy());
  sock.on('end', () => console.log('landed', sock.remoteAddress));

  let pending = Buffer.alloc(0);
  sock.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4) {
      const len = pending.readUInt32BE(0);
      if (len > 65536) {
        sock.destroy(new Error('oversized frame'));
        return;
      }
      if (pending.length < 4 + len) break;
      track(sock, pending.subarray(4, 4 + len));
      pending = pending.subarray(4 + len);
    }
  });
  sock.resume();
});

function track(sock, frame) {
  const reply = Buffer.alloc(5);
  reply.writeUInt32BE(1, 0);
  reply[4] = frame[0] === 0x01 ? 0x81 : 0x80;
  sock.write(reply);
}

gate.listen(7300, '0.0.0.0', 511);
