import mysql, { Pool, ResultSetHeader } from 'mysql2/promise';

export interface Grant {
  project: string;
  cents: number;
}

export class GrantLedger {
  private pool: Pool;

  constructor(uri: string) {
    this.pool = mysql.createPool({
      uri,
      connectionLimit: 8,
      maxIdle: 4,
      idleTimeout: 30_000,
      connectTimeout: 3_000,
      enableKeepAlive: true,
      queueLimit: 100,
    });
  }

  async post(batch: Grant[]): Promise<number> {
    const conn = await this.pool.getConnection();
    try {
      await conn.beginTransaction();
      let n = 0;
      for (const g of batch) {
        const [r] = await conn.execute<ResultSetHeader>(
          'INSERT IGNORE INTO grants (project, cents) VALUES (?, ?)',
          [g.project, g.cents],
        );
        n += r.affectedRows;
      }
      await conn.commit();
      return n;
    } catch (err) {
      await conn.rollback().catch((e) => console.error('rollback', e));
      throw err;
    } finally {
      conn.release();
    }
  }

  end(): Promise<void> {
    return this.pool.end();
  }
}
