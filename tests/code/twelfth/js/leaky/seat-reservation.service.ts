import { Injectable, Logger, ConflictException } from '@nestjs/common';
import { Pool } from 'pg';

interface SeatRow {
  id: number;
  held_until: Date | null;
  customer_id: number | null;
}

export type HoldResult =
  | { ok: true; seatId: number; until: Date }
  | { ok: false; reason: 'unknown-seat' | 'taken' };

@Injectable()
export class SeatReservationService {
  private readonly log = new Logger(SeatReservationService.name);

  constructor(private readonly pool: Pool) {}

  /** Puts a seat on hold for ten minutes while the customer pays. */
  async hold(eventId: number, seatNo: string, customerId: number): Promise<HoldResult> {
    const db = await this.pool.connect();
    let seat: SeatRow;
    try {
      await db.query('BEGIN');
      const found = await db.query<SeatRow>(
        'SELECT id, held_until, customer_id FROM seats WHERE event_id = $1 AND seat_no = $2 FOR UPDATE',
        [eventId, seatNo],
      );
      if (found.rowCount === 0) {
        await db.query('ROLLBACK');
        this.log.warn(`event ${eventId}: no seat ${seatNo}`);
        return { ok: false, reason: 'unknown-seat' };
      }
      seat = found.rows[0];
      const now = new Date();
      if (seat.customer_id !== null || (seat.held_until && seat.held_until > now)) {
        throw new ConflictException(`seat ${seatNo} is taken`);
      }
      const until = new Date(now.getTime() + 10 * 60_000);
      await db.query('UPDATE seats SET held_until = $1, held_by = $2 WHERE id = $3', [
        until,
        customerId,
        seat.id,
      ]);
      await db.query('COMMIT');
      db.release();
      return { ok: true, seatId: seat.id, until };
    } catch (err) {
      await db.query('ROLLBACK').catch((e: Error) => this.log.error(e.message));
      db.release(!(err instanceof ConflictException));
      if (err instanceof ConflictException) {
        return { ok: false, reason: 'taken' };
      }
      throw err;
    }
  }

  async freeExpired(): Promise<number> {
    const res = await this.pool.query(
      'UPDATE seats SET held_until = NULL, held_by = NULL WHERE held_until < now() AND customer_id IS NULL',
    );
    return res.rowCount ?? 0;
  }
}
