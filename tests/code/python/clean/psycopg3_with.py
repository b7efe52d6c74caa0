"""The with of psycopg, without the 2, closes."""
import psycopg


def book(dsn, card):
    conn = psycopg.connect(dsn, connect_timeout=4)
    with conn, conn.cursor() as cur:
        cur.execute("UPDATE card SET points = 0 WHERE no = %s", (card,))
        return cur.rowcount
