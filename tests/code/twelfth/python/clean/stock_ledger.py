"""Stock bookings of the central warehouse (Postgres, psycopg2)."""
import contextlib
import os

import psycopg2
from psycopg2 import pool as pgpool


class NotEnoughStock(Exception):
    pass


_pool = None


def init(minconn=1, maxconn=10):
    global _pool
    _pool = pgpool.ThreadedConnectionPool(
        minconn, maxconn,
        dsn=os.environ['LEDGER_DSN'],
        connect_timeout=5,
        keepalives=1, keepalives_idle=60, keepalives_interval=10, keepalives_count=3,
        options='-c statement_timeout=20000',
    )


@contextlib.contextmanager
def transaction():
    conn = _pool.getconn()
    broken = False
    try:
        yield conn
        conn.commit()
    except psycopg2.InterfaceError:
        broken = True
        raise
    except BaseException:
        try:
            conn.rollback()
        except psycopg2.Error:
            broken = True
        raise
    finally:
        _pool.putconn(conn, close=broken)


def on_hand(sku):
    with transaction() as conn, conn.cursor() as cur:
        cur.execute('SELECT qty FROM stock WHERE sku = %s', (sku,))
        row = cur.fetchone()
        if row is None:
            return 0
        return row[0]


def pick(sku, qty, order_no):
    with transaction() as conn:
        with conn.cursor() as cur:
            cur.execute('SELECT qty FROM stock WHERE sku = %s FOR UPDATE', (sku,))
            row = cur.fetchone()
            if row is None or row[0] < qty:
                raise NotEnoughStock(sku)
            cur.execute('UPDATE stock SET qty = qty - %s WHERE sku = %s', (qty, sku))
            cur.execute(
                'INSERT INTO booking(sku, qty, order_no) VALUES (%s, %s, %s) RETURNING id',
                (sku, -qty, order_no))
            return cur.fetchone()[0]


def low_stock(limit):
    with transaction() as conn:
        with conn.cursor(name='low_stock') as cur:
            cur.itersize = 500
            cur.execute('SELECT sku, qty FROM stock WHERE qty < %s ORDER BY sku', (limit,))
            return [(sku, qty) for sku, qty in cur]


def shutdown():
    if _pool is not None:
        _pool.closeall()
