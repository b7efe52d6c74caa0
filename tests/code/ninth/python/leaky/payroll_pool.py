import contextlib
import datetime as dt
import os

from psycopg2 import errors
from psycopg2.pool import ThreadedConnectionPool

# Called from the WSGI app, 16 threads per worker process.

_pool = ThreadedConnectionPool(
    2, 16, os.environ["PAYROLL_DSN"],
    connect_timeout=5, keepalives_idle=60, options="-c statement_timeout=15000",
)


@contextlib.contextmanager
def read_only():
    conn = _pool.getconn()
    try:
        yield conn
    finally:
        _pool.putconn(conn)     # rolls back what's open


def salary(emp_id):
    with read_only() as conn, conn.cursor() as cur:
        cur.execute("SELECT monthly FROM salary WHERE emp = %s AND until IS NULL", (emp_id,))
        row = cur.fetchone()
        return row and row[0]


def close_month(month: dt.date, user):
    """Freezes a month. Returns the number of slips, None when it's frozen already."""
    conn = _pool.getconn()
    with conn.cursor() as cur:
        try:
            cur.execute("SELECT state FROM month WHERE m = %s FOR UPDATE NOWAIT", (month,))
        except Exception as e:
            _pool.putconn(conn, close=not isinstance(e, errors.LockNotAvailable))
            raise
        row = cur.fetchone()
        if row and row[0] == "frozen":
            conn.rollback()
            return None
        try:
            cur.execute("INSERT INTO slip SELECT * FROM slip_preview WHERE m = %s", (month,))
            n = cur.rowcount
            cur.execute("UPDATE month SET state = 'frozen', by = %s WHERE m = %s", (user, month))
            conn.commit()
        finally:
            _pool.putconn(conn)
    return n
