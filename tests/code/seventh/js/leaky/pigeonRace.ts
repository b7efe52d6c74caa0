// Clocking stations of the pigeon fanciers' union report arrivals here.
import * as net from 'node:net';

interface Station {
  id: string;
  socket: net.Socket;
  arrivals: number;
}

const stations = new Map<string, Station>();
const IDENT = /^STATION (\w{4,12})$/;

function onLine(s: Station, line: string): void {
  const m = IDENT.exec(line);
  if (m) {
    s.id = m[1];
    stations.set(s.id, s);
    s.socket.write(`HELLO ${s.id}\n`);
  } else if (line.startsWith('RING ')) {
    s.arrivals++;
    s.socket.write(`NOTED ${s.arrivals}\n`);
  } else {
    s.socket.write('WHAT?\n');
  }
}

// stations half-close after their batch and still want the NOTED lines
const server = net.createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (socket) => {
  const s: Station = { id: `anon-${socket.remotePort}`, socket, arrivals: 0 };
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const l of lines) onLine(s, l.trim());
  });
  socket.on('end', () => {
    console.log(`${s.id} finished, ${s.arrivals} arrivals`);
    stations.delete(s.id);
  });
  socket.on('error', (err) => {
    console.error(`${s.id}: ${err.message}`);
    stations.delete(s.id);
    socket.destroy();
  });
});

server.on('error', (err) => {
  console.error(err);
  process.exit(1);
});
server.listen(7474, () => console.log('loft open'));
