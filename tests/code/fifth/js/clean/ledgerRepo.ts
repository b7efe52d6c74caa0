import { Pool, PoolClient } from 'pg';

export class Insufficient extends Error {}

export class LedgerRepo {
  private readonly pool = new Pool({
    max: 16,
    connectionTimeoutMillis: 2_500,
    idleTimeoutMillis: 20_000,
    keepAlive: true,
    query_timeout: 8_000,
  });

  constructor() {
    this.pool.on('error', (e) => console.error('idle connection', e.message));
  }

  private async tx<T>(work: (c: PoolClient) => Promise<T>): Promise<T> {
    const c = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await c.query('BEGIN');
      const r = await work(c);
      await c.query('COMMIT');
      return r;
    } catch (e) {
      try {
        await c.query('ROLLBACK');
      } catch (e2) {
        broken = e2 as Error;
      }
      throw e;
    } finally {
      c.release(broken); // with an error it is thrown away
    }
  }

  async transfer(from: string, to: string, cents: number): Promise<void> {
    await this.tx(async (c) => {
      const r = await c.query(
        'UPDATE account SET cents = cents - $2 WHERE id = $1 AND cents >= $2 RETURNING cents',
        [from, cents],
      );
      if (r.rowCount === 0) throw new Insufficient(from);
      await c.query('UPDATE account SET cents = cents + $2 WHERE id = $1', [to, cents]);
    });
  }

  async *statement(id: string): AsyncGenerator<{ at: Date; cents: number }> {
    const c = await this.pool.connect();
    let clean = false; // stays so when the consumer breaks out of its loop
    try {
      await c.query('BEGIN READ ONLY');
      await c.query('DECLARE st CURSOR FOR SELECT at, cents FROM entry WHERE account = ' + c.escapeLiteral(id));
      for (;;) {
        const { rows } = await c.query('FETCH 500 FROM st');
        if (rows.length === 0) break;
        yield* rows;
      }
      await c.query('COMMIT');
      clean = true;
    } finally {
      c.release(!clean);
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
