// geocoder client, shared by the dispatch and the billing service
const https = require('https');

const agent = new https.Agent({
  keepAlive: true,
  maxSockets: 16,
  maxFreeSockets: 4,
  timeout: 20000,
});

const LIMIT = 256 * 1024;

function getJson(path, cb) {
  let finished = false;
  function done(err, val) {
    if (finished) return;
    finished = true;
    cb(err, val);
  }

  const req = https.get({
    host: 'geo.citycouriers.net',
    path,
    agent,
    timeout: 8000,
    headers: { 'User-Agent': 'dispatch/3.1' },
  }, (res) => {
    if (res.statusCode === 404) {
      res.resume();
      return done(null, null);
    }
    if (res.statusCode !== 200) {
      res.resume();
      return done(new Error('geocoder said ' + res.statusCode));
    }
    let size = 0;
    const parts = [];
    res.on('data', (d) => {
      size += d.length;
      if (size > LIMIT) {
        req.destroy(new Error('answer too big'));
        return;
      }
      parts.push(d);
    });
    res.on('end', () => {
      let val;
      try {
        val = JSON.parse(Buffer.concat(parts).toString('utf8'));
      } catch (e) {
        return done(e);
      }
      done(null, val);
    });
    res.on('aborted', () => done(new Error('geocoder hung up')));
    res.on('error', done);
  });
  req.on('timeout', () => req.destroy(new Error('geocoder timeout')));
  req.on('error', done);
}

exports.locate = function locate(street, zip, cb) {
  const q = `/search?street=${encodeURIComponent(street)}&zip=${encodeURIComponent(zip)}`;
  getJson(q, (err, hits) => {
    if (err) return cb(err);
    if (!hits || hits.length === 0) return cb(null, null);
    const best = hits[0];
    cb(null, { lat: +best.lat, lon: +best.lon, quality: best.q });
  });
};
