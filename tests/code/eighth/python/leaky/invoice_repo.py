from __future__ import annotations

import logging
from dataclasses import dataclass
from decimal import Decimal

import psycopg2
from psycopg2.pool import ThreadedConnectionPool

logger = logging.getLogger(__name__)

_pool: ThreadedConnectionPool | None = None


def init(dsn: str) -> None:
    global _pool
    _pool = ThreadedConnectionPool(
        2, 20, dsn, connect_timeout=5, keepalives=1, keepalives_idle=60,
        options="-c statement_timeout=15000",
    )


@dataclass(frozen=True)
class Booking:
    invoice_id: int
    amount: Decimal


class InvoiceLocked(Exception):
    pass


def book_payment(invoice_id: int, amount: Decimal) -> Booking | None:
    """Books a payment on an open invoice. None when it's been settled already."""
    conn = _pool.getconn()
    try:
        with conn.cursor() as cur:
            cur.execute("select open_amount from invoice where id = %s for update nowait", (invoice_id,))
            row = cur.fetchone()
            if row is None or row[0] <= 0:
                conn.rollback()
                logger.info("invoice %s settled or unknown, payment of %s parked", invoice_id, amount)
                return None
            cur.execute(
                "update invoice set open_amount = open_amount - %s where id = %s",
                (amount, invoice_id),
            )
        conn.commit()
    except psycopg2.errors.LockNotAvailable as exc:
        _pool.putconn(conn)
        raise InvoiceLocked(invoice_id) from exc
    except Exception:
        _pool.putconn(conn, close=True)
        raise
    _pool.putconn(conn)
    return Booking(invoice_id, amount)


def open_total(customer_id: int) -> Decimal:
    conn = _pool.getconn()
    try:
        with conn, conn.cursor() as cur:
            cur.execute("select coalesce(sum(open_amount), 0) from invoice where customer = %s", (customer_id,))
            return cur.fetchone()[0]
    finally:
        _pool.putconn(conn)
