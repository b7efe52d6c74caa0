const { Pool } = require('pg');
const pool = new Pool({ max: 10, connectionTimeoutMillis: 3000 });

exports.reserve = function reserve(sku, qty, cb) {
  pool.connect((err, client, done) => {
    if (err) return cb(err);
    client.query('SELECT n FROM stock WHERE sku = $1', [sku], (e, r) => {
      if (e) {
        done(e);
        return cb(e);
      }
      if (!r.rows.length) return cb(new Error('no such sku')); // expect: close-wait-leak
      client.query('UPDATE stock SET n = n - $2 WHERE sku = $1', [sku, qty], (e2) => {
        done(e2);
        cb(e2);
      });
    });
  });
};
