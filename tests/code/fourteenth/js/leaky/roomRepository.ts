import mysql, { Pool, PoolConnection, RowDataPacket } from 'mysql2/promise';

interface RoomRow extends RowDataPacket {
  id: number;
  floor: number;
  minibar: 0 | 1;
}

export interface Room {
  id: number;
  floor: number;
  hasMinibar: boolean;
}

export class RoomRepository {
  private readonly pool: Pool;

  constructor(uri: string) {
    this.pool = mysql.createPool({ uri, connectionLimit: 15, connectTimeout: 3000, enableKeepAlive: true });
  }

  async roomsOnFloor(hotelId: number, floor: number): Promise<Room[]> {
    const conn: PoolConnection = await this.pool.getConnection();
    try {
      await conn.query('SET SESSION max_execution_time = 2000');
      const [rows] = await conn.execute<RoomRow[]>(
        'SELECT id, floor, minibar FROM room WHERE hotel_id = ? AND floor = ?',
        [hotelId, floor],
      );
      conn.release();
      return rows.map((r) => ({ id: r.id, floor: r.floor, hasMinibar: r.minibar === 1 }));
    } catch (err) {
      console.error(`rooms of hotel ${hotelId}`, err);
      throw new Error('room lookup failed');
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
