const { Pool } = require('pg');
const express = require('express');

const pool = new Pool({
  max: 20,
  connectionTimeoutMillis: 3000,
  idleTimeoutMillis: 30000,
  statement_timeout: 5000,
});
pool.on('error', (e) => console.error('idle pg client', e.message));

const router = express.Router();

// POST /shows/:show/seats/:seat/hold
// box office puts a 7 minute hold on the seat while the customer pays
router.post('/shows/:show/seats/:seat/hold', async (req, res, next) => {
  let client;
  try {
    client = await pool.connect();
  } catch (e) {
    return next(e);
  }

  try {
    await client.query('BEGIN');
    const q = await client.query(
      'SELECT state, held_until FROM seat WHERE show_id = $1 AND seat_no = $2 FOR UPDATE',
      [req.params.show, req.params.seat]
    );
    if (q.rowCount === 0) {
      await client.query('ROLLBACK');
      return res.status(404).json({ error: 'no such seat' });
    }

    const seat = q.rows[0];
    const busy = seat.state === 'sold' || (seat.state === 'held' && seat.held_until > new Date());
    if (!busy) {
      await client.query(
        "UPDATE seat SET state = 'held', held_until = now() + interval '7 minutes', holder = $3 WHERE show_id = $1 AND seat_no = $2",
        [req.params.show, req.params.seat, req.user.id]
      );
    }
    await client.query('COMMIT');
    client.release();

    if (busy) res.status(409).json({ error: 'taken' });
    else res.status(201).json({ show: req.params.show, seat: req.params.seat });
  } catch (e) {
    client.release(e);
    next(e);
  }
});

module.exports = router;
