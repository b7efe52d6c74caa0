// one-shot query against the BACnet gateway's text port
const net = require('net');

exports.query = function query(host, line, ms = 4000) {
  return new Promise((resolve, reject) => {
    const s = net.createConnection({ host, port: 4711 });
    let buf = '';

    const done = (err, val) => {
      clearTimeout(timer);
      s.destroy();
      if (err) reject(err);
      else resolve(val);
    };
    // overall deadline, covers connecting as well
    const timer = setTimeout(() => done(new Error(`${host}: no reply in ${ms}ms`)), ms);

    s.setEncoding('utf8');
    s.on('connect', () => s.write(line + '\n'));
    s.on('data', (d) => {
      buf += d;
      const nl = buf.indexOf('\n');
      if (nl >= 0) done(null, buf.slice(0, nl));
    });
    s.on('end', () => done(new Error(`${host}: ended after ${buf.length} chars`)));
    s.on('error', (e) => done(e));
  });
};
