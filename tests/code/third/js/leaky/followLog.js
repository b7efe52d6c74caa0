const https = require('https');
const readline = require('readline');

const agent = new https.Agent({ keepAlive: true, maxSockets: 8, timeout: 60000 });

function follow(url, token, onLine, cb) {
  const req = https.get(url, { agent, headers: { authorization: 'Bearer ' + token } }, (res) => {
    if (res.statusCode === 401) {
      res.resume();
      return cb(new Error('token refused'));
    }
    const type = res.headers['content-type'] || '';
    if (!type.startsWith('application/x-ndjson')) {
      return cb(new Error('unexpected type ' + type));
    }

    const rl = readline.createInterface({ input: res, crlfDelay: Infinity });
    rl.on('line', (l) => {
      if (l) onLine(JSON.parse(l));
    });
    rl.once('close', () => cb(null));
    res.once('error', (e) => {
      rl.close();
      res.destroy();
    });
  });

  req.setTimeout(30000, () => req.destroy(new Error('idle')));
  req.once('error', cb);
  return () => req.destroy();
}

module.exports = follow;
