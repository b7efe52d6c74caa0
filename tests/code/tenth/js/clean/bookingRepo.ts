import { Pool, type PoolClient, type QueryResultRow } from 'pg';

const pool = new Pool({
  max: 15,
  connectionTimeoutMillis: 4_000,
  idleTimeoutMillis: 60_000,
  query_timeout: 15_000,
  keepAlive: true,
});
pool.on('error', (e) => console.error('idle pg client:', e.message));

class Session {
  constructor(private readonly c: PoolClient) {}

  async rows<T extends QueryResultRow>(sql: string, ...args: unknown[]): Promise<T[]> {
    return (await this.c.query<T>(sql, args)).rows;
  }

  async begin(): Promise<void> {
    await this.c.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
  }

  async finish(ok: boolean): Promise<void> {
    let broken: Error | undefined;
    try {
      await this.c.query(ok ? 'COMMIT' : 'ROLLBACK');
    } catch (e) {
      broken = e as Error;
      if (ok) throw e;
    } finally {
      this.c.release(broken);
    }
  }
}

async function openSession(): Promise<Session> {
  const c = await pool.connect();
  const s = new Session(c);
  try {
    await s.begin();
  } catch (e) {
    c.release(e as Error);
    throw e;
  }
  return s;
}

interface Slot { id: number; court: number; taken: boolean }

export async function book(member: number, court: number, hour: Date): Promise<number | null> {
  const s = await openSession();
  let done = false;
  try {
    const [slot] = await s.rows<Slot>(
      'SELECT id, court, taken FROM slot WHERE court = $1 AND starts = $2 FOR UPDATE', court, hour);
    if (!slot || slot.taken) return null;

    const [quota] = await s.rows<{ left: number }>('SELECT "left" FROM quota WHERE member = $1', member);
    if (!quota) throw new Error(`member ${member} has no quota row`);
    if (quota.left <= 0) return null;

    await s.rows('UPDATE slot SET taken = true, member = $2 WHERE id = $1', slot.id, member);
    await s.rows('UPDATE quota SET "left" = "left" - 1 WHERE member = $1', member);
    done = true;
    return slot.id;
  } finally {
    await s.finish(done);
  }
}
