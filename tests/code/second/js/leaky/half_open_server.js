'use strict';
const net = require('net');

const sessions = new Map();
let nextId = 1;

function handleLine(session, line) {
  const [cmd, ...rest] = line.split(' ');
  switch (cmd) {
    case 'PING':
      session.socket.write('PONG\n');
      break;
    case 'ECHO':
      session.socket.write(rest.join(' ') + '\n');
      break;
    case 'QUIT':
      session.socket.end('BYE\n');
      break;
    default:
      session.socket.write('ERR\n');
  }
}

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  const session = { id: nextId++, socket, rest: '' };
  sessions.set(session.id, session);
  socket.setEncoding('utf8');

  socket.on('data', (chunk) => {
    const lines = (session.rest + chunk).split('\n');
    session.rest = lines.pop();
    for (const l of lines) handleLine(session, l.trim());
  });

  socket.on('end', () => {
    sessions.delete(session.id);
  });

  socket.on('error', (err) => {
    console.error('session %d: %s', session.id, err.message);
    sessions.delete(session.id);
  });
});

server.listen(7001, () => console.log('listening'));
