import { Pool, PoolClient } from 'pg';

const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: 25,
  idleTimeoutMillis: 30_000,
  connectionTimeoutMillis: 4_000,
  statement_timeout: 10_000,
});

export interface Reservation {
  show: number;
  seats: string[];
  holder: string;
}

export type Outcome = { ok: true; id: number } | { ok: false; reason: string };

async function freeSeats(db: PoolClient, show: number): Promise<Set<string>> {
  const { rows } = await db.query<{ seat: string }>(
    'select seat from seat where show_id = $1 and holder is null for update skip locked',
    [show],
  );
  return new Set(rows.map((r) => r.seat));
}

export async function reserve(r: Reservation): Promise<Outcome> {
  const db = await pool.connect();
  try {
    await db.query('begin');
    const free = await freeSeats(db, r.show);
    if (r.seats.some((s) => !free.has(s))) {
      await db.query('rollback');
      return { ok: false, reason: 'seats are gone' };
    }
    const res = await db.query<{ id: number }>(
      'insert into reservation(show_id, holder) values ($1, $2) returning id',
      [r.show, r.holder],
    );
    await db.query('update seat set holder = $1 where show_id = $2 and seat = any($3)', [
      r.holder,
      r.show,
      r.seats,
    ]);
    const { id } = res.rows[0];
    await db.query('commit');
    db.release();
    return { ok: true, id };
  } catch (err) {
    db.release(err as Error);
    throw err;
  }
}

export const shutdown = () => pool.end();
