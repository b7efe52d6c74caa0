import { createPool, Pool, PoolConnection, RowDataPacket } from 'mysql2/promise';

interface Payout extends RowDataPacket {
  id: number;
  iban: string;
  cents: number;
}

export class PayoutService {
  private readonly pool: Pool;

  constructor(uri: string) {
    this.pool = createPool({ uri, connectionLimit: 10, connectTimeout: 3000, queueLimit: 200 });
  }

  async dueToday(): Promise<Payout[]> {
    const [rows] = await this.pool.query<Payout[]>(
      "SELECT id, iban, cents FROM payouts WHERE state = 'due' AND due_on <= CURDATE()",
    );
    return rows;
  }

  async markSent(ids: number[], batch: string): Promise<void> {
    const conn: PoolConnection = await this.pool.getConnection();
    try {
      await conn.beginTransaction();
      for (const id of ids) {
        await conn.execute('UPDATE payouts SET state = ?, batch = ? WHERE id = ?', ['sent', batch, id]);
      }
      await conn.commit();
      conn.release();
    } catch (err) {
      await conn.rollback();
      console.error(`batch ${batch} rolled back`, err);
      throw err;
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
