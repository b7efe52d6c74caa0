import mysql from 'mysql2/promise';
import type { Pool, PoolConnection, ResultSetHeader } from 'mysql2/promise';

export class SessionStore {
  constructor(private readonly pool: Pool) {}

  static create(uri: string): SessionStore {
    return new SessionStore(
      mysql.createPool({ uri, connectionLimit: 10, maxIdle: 4, idleTimeout: 60_000, connectTimeout: 2_000 }),
    );
  }

  private async withConnection<T>(fn: (c: PoolConnection) => Promise<T>): Promise<T> {
    const c = await this.pool.getConnection();
    try {
      return await fn(c);
    } finally {
      c.release();
    }
  }

  touch(id: string): Promise<boolean> {
    return this.withConnection(async (c) => {
      const [r] = await c.execute<ResultSetHeader>('UPDATE session SET seen = NOW() WHERE id = ?', [id]);
      return r.affectedRows === 1;
    });
  }

  async purge(olderThanDays: number): Promise<number> {
    return this.withConnection(async (c) => {
      await c.query('SET SESSION lock_wait_timeout = 5');
      const [r] = await c.execute<ResultSetHeader>(
        'DELETE FROM session WHERE seen < NOW() - INTERVAL ? DAY LIMIT 5000',
        [olderThanDays],
      );
      return r.affectedRows;
    });
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
