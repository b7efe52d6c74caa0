const genericPool = require('generic-pool');
const oracledb = require('oracledb');

const leases = genericPool.createPool({
  create: () => oracledb.getConnection({
    user: 'report',
    password: process.env.ORA_PASS,
    connectString: process.env.ORA_DSN,
    connectTimeout: 10,
  }),
  destroy: (c) => c.close(),
  validate: (c) => c.isHealthy(),
}, { max: 6, min: 0, testOnBorrow: true, acquireTimeoutMillis: 7000, idleTimeoutMillis: 120000, evictionRunIntervalMillis: 30000 });

leases.on('factoryCreateError', (e) => console.error('oracle:', e.message));

/**
 * Gives every report request its own session as req.ora. The session goes
 * back when the response is over, one way or the other.
 */
function oraSession(req, res, next) {
  leases.acquire().then((c) => {
    c.callTimeout = 60000;
    let back = false;
    const giveBack = () => {
      if (back) return;
      back = true;
      c.rollback()
        .then(() => leases.release(c), () => leases.destroy(c))
        .catch((e) => console.error('lease:', e.message));
    };
    res.on('finish', giveBack);
    res.on('close', giveBack);
    if (res.destroyed) {
      // browser went away while we queued for a session
      giveBack();
      return;
    }
    req.ora = c;
    next();
  }, next);
}

async function turnover(req, res, next) {
  try {
    const r = await req.ora.execute(
      'SELECT branch, SUM(amount) FROM sales WHERE sold >= :since GROUP BY branch',
      { since: new Date(req.query.since) },
      { maxRows: 500 }
    );
    res.json(r.rows);
  } catch (e) {
    next(e);
  }
}

module.exports = {
  mount(app) {
    app.get('/reports/turnover', oraSession, turnover);
  },
  async stop() {
    await leases.drain();
    await leases.clear();
  },
};
