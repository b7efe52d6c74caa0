const net = require('net');

const HIGH = 2000;

const backlog = [];
let draining = false;

async function drainTo(db) {
  if (draining) return;
  draining = true;
  try {
    while (backlog.length) {
      const batch = backlog.splice(0, 200);
      await db.insertMany('scans', batch);
    }
  } catch (e) {
    console.error('insert failed, %d scans wait', backlog.length, e);
  } finally {
    draining = false;
  }
}

function attach(sock, db) {
  let tail = '';
  sock.setEncoding('ascii');
  sock.setKeepAlive(true, 20000);

  sock.on('data', (s) => {
    const lines = (tail + s).split('\r');
    tail = lines.pop();
    for (const code of lines) {
      backlog.push({ code, line: sock.remoteAddress, at: Date.now() });
    }
    if (backlog.length > HIGH) {
      console.warn('database is behind, holding %s', sock.remoteAddress);
      sock.pause();
    }
    drainTo(db);
  });

  sock.on('end', () => console.log('%s done', sock.remoteAddress));
  sock.on('error', (e) => console.error('%s: %s', sock.remoteAddress, e.message));
}

exports.listen = (db, port) =>
  net.createServer((sock) => attach(sock, db)).listen(port);
