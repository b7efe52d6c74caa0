"""psycopg2's with ends the transaction, and not the connection."""
import psycopg2
from psycopg2 import errors
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(2, 20, dsn="dbname=till")


def book(card, points):
    conn = pool.getconn()
    try:
        with conn, conn.cursor() as cur:
            cur.execute("UPDATE card SET points = points - %s WHERE no = %s", (points, card))
            left = cur.rowcount
    except errors.CheckViolation:
        return 0  # expect: close-wait-leak
    except Exception:
        pool.putconn(conn, close=True)
        raise
    pool.putconn(conn)
    return left
