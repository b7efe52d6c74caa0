const https = require('https');
const fs = require('fs');
const { pipeline } = require('stream');

const agent = new https.Agent({ keepAlive: true, maxSockets: 4, timeout: 60000 });

function download(url, file, cb, hops) {
  hops = hops || 0;
  let answered = false;
  const reply = (e) => {
    if (answered) return;
    answered = true;
    cb(e);
  };
  const req = https.get(url, { agent, timeout: 20000 }, (res) => {
    const code = res.statusCode;
    if (code >= 300 && code < 400 && res.headers.location) {
      res.resume();
      if (hops > 5) return reply(new Error('redirects without end: ' + url));
      answered = true;
      return download(new URL(res.headers.location, url), file, cb, hops + 1);
    }
    if (code !== 200) {
      res.resume();
      return reply(new Error(url + ' gave ' + code));
    }
    pipeline(res, fs.createWriteStream(file + '.part'), (err) => {
      if (err) return fs.unlink(file + '.part', () => reply(err));
      fs.rename(file + '.part', file, reply);
    });
  });
  req.on('timeout', () => req.destroy(new Error('timeout ' + url)));
  req.on('error', reply);
}

function mirror(list, done) {
  const next = () => {
    const ep = list.shift();
    if (!ep) return done();
    if (fs.existsSync(ep.file)) return next();
    download(ep.url, ep.file, (err) => {
      if (err) console.error(ep.title, err.message);
      else console.log('got', ep.title);
      setImmediate(next);
    });
  };
  next();
}

module.exports = mirror;
