import contextlib
import psycopg2
import psycopg2.pool


class Store:
    def __init__(self, dsn):
        self.pool = psycopg2.pool.ThreadedConnectionPool(1, 20, dsn)

    @contextlib.contextmanager
    def conn(self):
        c = self.pool.getconn()
        try:
            yield c
            c.commit()
        except Exception:
            c.rollback()
            raise
        finally:
            self.pool.putconn(c)

    def names(self):
        with self.conn() as c, c.cursor() as cur:
            cur.execute("select name from t")
            return [r[0] for r in cur.fetchall()]
