from contextlib import contextmanager
from datetime import date, timedelta

import psycopg2
from psycopg2 import pool


class LibraryDb:
    def __init__(self, dsn):
        self._pool = pool.ThreadedConnectionPool(2, 12, dsn, connect_timeout=4)

    @contextmanager
    def _tx(self):
        conn = self._pool.getconn()
        try:
            yield conn
            conn.commit()
        except BaseException:
            if not conn.closed:
                try:
                    conn.rollback()
                except psycopg2.Error:
                    conn.close()
            raise
        finally:
            # putconn throws broken ones away
            self._pool.putconn(conn)

    def lend(self, copy_id, reader_id, days=28):
        with self._tx() as conn, conn.cursor() as cur:
            cur.execute("SELECT 1 FROM loan WHERE copy_id = %s AND back IS NULL", (copy_id,))
            if cur.fetchone():
                return None
            due = date.today() + timedelta(days=days)
            cur.execute(
                "INSERT INTO loan(copy_id, reader_id, due) VALUES (%s, %s, %s) RETURNING id",
                (copy_id, reader_id, due),
            )
            return cur.fetchone()[0]

    def overdue(self):
        with self._tx() as conn, conn.cursor() as cur:
            cur.execute("SELECT reader_id, count(*) FROM loan WHERE back IS NULL AND due < now() GROUP BY 1")
            return dict(cur.fetchall())

    def close(self):
        self._pool.closeall()
