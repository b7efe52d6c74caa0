from contextlib import contextmanager

import psycopg2
from psycopg2.pool import ThreadedConnectionPool


class HerdDb(object):
    """Cattle passports. Used by the web workers, ten threads each."""

    def __init__(self, dsn):
        self._pool = ThreadedConnectionPool(1, 10, dsn, connect_timeout=3,
                                            options="-c statement_timeout=5000")

    @contextmanager
    def _tx(self):
        conn = self._pool.getconn()
        try:
            yield conn
            conn.commit()
        except BaseException:
            try:
                conn.rollback()
            except psycopg2.InterfaceError:
                pass
            raise
        finally:
            self._pool.putconn(conn, close=conn.closed != 0)

    def move(self, ear_tag, farm):
        with self._tx() as c, c.cursor() as cur:
            cur.execute("select farm from animal where ear_tag = %s for update", (ear_tag,))
            row = cur.fetchone()
            if row is None:
                return False
            if row[0] == farm:
                return True
            cur.execute("update animal set farm = %s where ear_tag = %s", (farm, ear_tag))
            cur.execute("insert into movement (ear_tag, src, dst) values (%s, %s, %s)",
                        (ear_tag, row[0], farm))
            return True

    def close(self):
        self._pool.closeall()
