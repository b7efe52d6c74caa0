const mysql = require('mysql2');

const pool = mysql.createPool({
  host: process.env.TICKET_DB || 'localhost',
  user: 'holds',
  database: 'theatre',
  connectionLimit: 10,
  connectTimeout: 5000,
  queueLimit: 100,
  idleTimeout: 60000,
  enableKeepAlive: true,
});

// callback style on purpose, the box office app still runs on the 2014 framework
function inTx(work, cb) {
  pool.getConnection((err, conn) => {
    if (err) return cb(err);

    const fail = (e) => {
      conn.rollback((e2) => {
        if (e2) conn.destroy();
        else conn.release();
        cb(e);
      });
    };

    conn.beginTransaction((e) => {
      if (e) {
        conn.destroy();
        return cb(e);
      }
      work(conn, (e1, result) => {
        if (e1) return fail(e1);
        conn.commit((e2) => {
          if (e2) return fail(e2);
          conn.release();
          cb(null, result);
        });
      });
    });
  });
}

function hold(show, seats, customer, cb) {
  inTx((conn, done) => {
    conn.query(
      { sql: 'SELECT seat FROM hold WHERE show_id = ? AND seat IN (?) AND until > NOW() FOR UPDATE', timeout: 8000 },
      [show, seats],
      (e, rows) => {
        if (e) return done(e);
        if (rows.length) {
          const taken = new Error('already held: ' + rows.map((r) => r.seat).join(' '));
          taken.code = 'TAKEN';
          return done(taken);
        }
        const vals = seats.map((s) => [show, s, customer, new Date(Date.now() + 10 * 60e3)]);
        conn.query(
          { sql: 'REPLACE INTO hold (show_id, seat, customer, until) VALUES ?', timeout: 8000 },
          [vals],
          (e2, res) => done(e2, res && res.affectedRows)
        );
      }
    );
  }, cb);
}

module.exports = { hold, close: (cb) => pool.end(cb) };
