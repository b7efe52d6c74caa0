const net = require('node:net');

const SLOTS = 32;
let used = 0;

net.createServer({ noDelay: true }, onTable).listen({ port: 6161, backlog: 256 });

function onTable(sock) {
  sock.on('error', (e) => console.log('table', e.code));

  if (used >= SLOTS) {
    // read away whatever the table says meanwhile, it gets our FIN after the text
    sock.resume();
    sock.end('FULL\n');
    sock.setTimeout(3000, () => sock.destroy());
    return;
  }

  used += 1;
  sock.once('close', () => { used -= 1; });
  sock.setTimeout(60_000, () => sock.destroy());

  let line = '';
  sock.setEncoding('utf8');
  sock.on('data', (t) => {
    line += t;
    for (;;) {
      const i = line.indexOf('\n');
      if (i < 0) break;
      const cmd = line.slice(0, i).trim();
      line = line.slice(i + 1);
      sock.write(answer(cmd) + '\n');
    }
    if (line.length > 512) sock.destroy();
  });
}

function answer(cmd) {
  switch (cmd) {
    case 'DEAL': return 'CARD ' + (1 + Math.floor(Math.random() * 52));
    case 'FREE': return 'FREE ' + (SLOTS - used);
    default: return 'WHAT';
  }
}
