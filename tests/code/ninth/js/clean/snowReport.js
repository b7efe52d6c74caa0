const https = require('https');

const agent = new https.Agent({ keepAlive: true, maxSockets: 10, maxFreeSockets: 4, timeout: 20000 });

function getJson(path, cb) {
  let finished = false;
  const done = (err, v) => {
    if (finished) return;
    finished = true;
    cb(err, v);
  };
  const req = https.get({ agent, host: 'lifts.example.org', path, timeout: 6000 }, (res) => {
    if (res.statusCode === 204 || res.statusCode === 404) {
      res.resume();
      res.on('end', () => done(null, null));
      res.on('error', done);
      return;
    }
    if (res.statusCode !== 200) {
      res.resume(); // otherwise the agent never gets its socket back
      done(new Error(`${path}: ${res.statusCode}`));
      return;
    }
    let body = '';
    res.setEncoding('utf8');
    res.on('data', (s) => {
      body += s;
      if (body.length > 1e6) req.destroy(new Error('report is too large'));
    });
    res.on('end', () => {
      let v;
      try {
        v = JSON.parse(body);
      } catch (e) {
        return done(e);
      }
      done(null, v);
    });
    res.on('error', done);
  });
  req.on('timeout', () => req.destroy(new Error(`${path}: timeout`)));
  req.on('error', done);
}

exports.report = function report(resort, cb) {
  getJson('/v3/resorts/' + encodeURIComponent(resort), (err, r) => {
    if (err) return cb(err);
    if (!r) return cb(null, { resort, open: false });
    cb(null, { resort, open: r.lifts.some((l) => l.running), depth: r.snow_cm });
  });
};
