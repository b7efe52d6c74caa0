import mysql from 'mysql2/promise';

interface Lease extends mysql.RowDataPacket {
  plot: string;
  until: Date;
}

class Scoped implements AsyncDisposable {
  constructor(readonly conn: mysql.PoolConnection) {}

  async [Symbol.asyncDispose](): Promise<void> {
    this.conn.release();
  }
}

export class GardenService {
  private readonly pool = mysql.createPool({
    host: process.env.DB_HOST,
    user: 'garden',
    database: 'garden',
    connectionLimit: 12,
    connectTimeout: 3000,
    maxIdle: 4,
    idleTimeout: 45_000,
    enableKeepAlive: true,
  });

  private async scoped(): Promise<Scoped> {
    return new Scoped(await this.pool.getConnection());
  }

  async extend(plot: string, days: number): Promise<Date | null> {
    await using s = await this.scoped();
    await s.conn.beginTransaction();
    try {
      const [rows] = await s.conn.query<Lease[]>('SELECT plot, until FROM leases WHERE plot = ? FOR UPDATE', [plot]);
      if (rows.length === 0) {
        await s.conn.rollback();
        return null;
      }
      const until = new Date(rows[0].until.getTime() + days * 86_400_000);
      await s.conn.execute('UPDATE leases SET until = ? WHERE plot = ?', [until, plot]);
      await s.conn.commit();
      return until;
    } catch (e) {
      await s.conn.rollback();
      throw e;
    }
  }

  async expired(): Promise<string[]> {
    const [rows] = await this.pool.query<Lease[]>('SELECT plot, until FROM leases WHERE until < NOW()');
    return rows.map((r: Lease) => r.plot);
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
