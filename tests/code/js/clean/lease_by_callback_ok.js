const { Pool } = require('pg');
const pool = new Pool({ max: 10, connectionTimeoutMillis: 3000 });
exports.reserve = function reserve(sku, qty, cb) {
  pool.connect((err, client, done) => {
    if (err) return cb(err);
    client.query('SELECT n FROM stock WHERE sku = $1', [sku], (e, r) => {
      if (e || !r.rows.length) {
        done(e);
        return cb(e || new Error('no such sku'));
      }
      client.query('UPDATE stock SET n = n - $2 WHERE sku = $1', [sku, qty], (e2) => {
        done(e2);
        cb(e2);
      });
    });
  });
};
