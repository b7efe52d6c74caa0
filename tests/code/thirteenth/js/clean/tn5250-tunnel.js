// Branch office terminals -> host system. TLS is done by stunnel on both ends.
const net = require('net');

const HOST = { host: '10.20.0.5', port: 23 };
const pairs = new Set();

function join(terminal) {
  const mainframe = net.connect(HOST);
  const pair = { terminal, mainframe, since: new Date() };
  pairs.add(pair);

  const sever = (who, err) => {
    if (!pairs.delete(pair)) return;
    if (err) console.log(terminal.remoteAddress, who, err.code || err.message);
    terminal.destroy();
    mainframe.destroy();
  };

  for (const s of [terminal, mainframe]) {
    s.setNoDelay(true);
    s.setKeepAlive(true, 60000);
  }
  mainframe.setTimeout(5000, () => sever('mainframe', new Error('no connection')));
  mainframe.once('connect', () => mainframe.setTimeout(0));

  terminal.on('error', (e) => sever('terminal', e));
  mainframe.on('error', (e) => sever('mainframe', e));
  terminal.on('close', () => sever('terminal'));
  mainframe.on('close', () => sever('mainframe'));

  terminal.pipe(mainframe);
  mainframe.pipe(terminal);
}

const server = net.createServer(join).listen(2323);

process.once('SIGINT', () => {
  server.close();
  for (const p of pairs) p.terminal.end();
});
