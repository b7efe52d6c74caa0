import mysql, { Pool, RowDataPacket } from 'mysql2/promise';

interface AllotmentRow extends RowDataPacket {
  plot: string;
  holder: number | null;
}

export class AllotmentService {
  private readonly pool: Pool;

  constructor(uri: string) {
    this.pool = mysql.createPool({ uri, connectionLimit: 10, queueLimit: 100, connectTimeout: 4000, idleTimeout: 60_000 });
  }

  async assign(plot: string, holder: number): Promise<boolean> {
    const conn = await this.pool.getConnection();
    try {
      await conn.beginTransaction();
      const [rows] = await conn.query<AllotmentRow[]>('SELECT plot, holder FROM plots WHERE plot = ? FOR UPDATE', [plot]);
      const free = rows.length === 1 && rows[0].holder === null;
      if (free) {
        await conn.execute('UPDATE plots SET holder = ?, since = CURRENT_DATE WHERE plot = ?', [holder, plot]);
        await conn.execute('DELETE FROM waiting_list WHERE person = ?', [holder]);
      }
      await conn.commit();
      conn.release();
      return free;
    } catch (e) {
      console.error(`assigning ${plot} to ${holder}:`, e);
      await conn.rollback();
      throw e;
    }
  }

  async waitingList(): Promise<number[]> {
    const [rows] = await this.pool.query<RowDataPacket[]>('SELECT person FROM waiting_list ORDER BY since');
    return rows.map((r) => r.person as number);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
