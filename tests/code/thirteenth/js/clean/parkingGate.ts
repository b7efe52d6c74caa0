import net from 'node:net';

const MAX_GATES = 300;
const gates = new Set<net.Socket>();

function busy(sock: net.Socket): void {
  // read what the gate has to say, tell it to come back, and let it close first
  sock.on('error', () => undefined);
  sock.resume();
  sock.setTimeout(3_000, () => sock.destroy());
  sock.end('503 come back later\r\n');
}

export const server = net.createServer((sock) => {
  if (gates.size >= MAX_GATES) {
    console.warn('gate refused', sock.remoteAddress);
    busy(sock);
    return;
  }
  gates.add(sock);
  sock.setNoDelay(true);
  sock.setTimeout(180_000, () => sock.destroy(new Error('gate silent')));
  sock.on('error', (e) => console.warn('gate', sock.remoteAddress, e.message));
  sock.on('close', () => gates.delete(sock));

  let pending: Buffer = Buffer.alloc(0);
  sock.on('data', (d: Buffer) => {
    pending = Buffer.concat([pending, d]);
    while (pending.length >= 2) {
      const len = pending.readUInt16BE(0);
      if (pending.length < 2 + len) return;
      const ticket = pending.subarray(2, 2 + len).toString('latin1');
      pending = pending.subarray(2 + len);
      const verdict = ticket.startsWith('P') ? 1 : 0;
      const out = Buffer.from([0, 1, verdict]);
      sock.write(out);
    }
  });
});

server.listen({ port: 6655, backlog: 511 });
