import os
from datetime import date

from psycopg2 import Error
from psycopg2.pool import ThreadedConnectionPool

_pool = ThreadedConnectionPool(
    minconn=2,
    maxconn=16,
    dsn=os.environ["CLAIMS_DSN"],
    connect_timeout=5,
    keepalives=1,
    keepalives_idle=60,
    options="-c statement_timeout=20000",
)


class ClaimLocked(Exception):
    pass


def settle(claim_no, amount, clerk):
    """Pay out a claim. Returns the payment number, or None for a claim
    which has been settled by somebody else meanwhile."""
    conn = _pool.getconn()
    try:
        cur = conn.cursor()
        cur.execute(
            "SELECT state, reserve, locked_by FROM claim WHERE no = %s FOR UPDATE",
            (claim_no,),
        )
        row = cur.fetchone()
        if row is None:
            raise KeyError(claim_no)
        state, reserve, locked_by = row
        if state == "SETTLED":
            conn.rollback()
            return None
        if locked_by and locked_by != clerk:
            raise ClaimLocked(locked_by)
        if amount > reserve:
            raise ValueError("over reserve (%s > %s)" % (amount, reserve))
        cur.execute(
            "INSERT INTO payment (claim, amount, clerk, due) VALUES (%s, %s, %s, %s) RETURNING no",
            (claim_no, amount, clerk, date.today()),
        )
        payment = cur.fetchone()[0]
        cur.execute("UPDATE claim SET state = 'SETTLED' WHERE no = %s", (claim_no,))
        conn.commit()
        cur.close()
    except Error:
        _pool.putconn(conn, close=True)
        raise
    except Exception:
        conn.rollback()
        _pool.putconn(conn)
        raise
    _pool.putconn(conn)
    return payment


def close_all():
    _pool.closeall()
