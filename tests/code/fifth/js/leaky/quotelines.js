const tls = require('tls');
const fs = require('fs');

// Brokers' terminals: long TLS lines, they send "S SYM" / "U SYM", we push quotes.

const lines = new Map();
let serial = 0;

const options = {
  key: fs.readFileSync('/etc/quotes/key.pem'),
  cert: fs.readFileSync('/etc/quotes/cert.pem'),
  handshakeTimeout: 8000,
};

function onCommand(line, text) {
  const [verb, sym] = text.trim().split(' ');
  if (verb === 'S' && line.subs.size < 500) line.subs.add(sym);
  else if (verb === 'U') line.subs.delete(sym);
}

const server = tls.createServer(options, (socket) => {
  const id = ++serial;
  const line = { socket, subs: new Set(), rest: '' };
  lines.set(id, line);
  socket.setEncoding('latin1');
  socket.setNoDelay(true);
  socket.setTimeout(10 * 60 * 1000);

  socket.on('data', (text) => {
    const all = (line.rest + text).split('\n');
    line.rest = all.pop();
    if (line.rest.length > 1000) {
      socket.destroy();
      return;
    }
    all.forEach((t) => onCommand(line, t));
  });

  socket.on('timeout', () => {
    console.log('line %d idle, removed', id);
    lines.delete(id);
  });

  socket.on('error', (e) => console.log('line %d: %s', id, e.code));
  socket.on('close', () => lines.delete(id));
});

server.on('tlsClientError', (e, socket) => socket.destroy());

exports.quote = function quote(sym, bid, ask) {
  const msg = `${sym} ${bid} ${ask}\n`;
  for (const { socket, subs } of lines.values()) {
    if (!subs.has(sym)) continue;
    if (socket.writableLength > 1 << 20) socket.destroy();
    else socket.write(msg);
  }
};

server.listen(7443);
