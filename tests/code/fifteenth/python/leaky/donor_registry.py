from psycopg2 import IntegrityError
from psycopg2.pool import ThreadedConnectionPool


class DuplicateDonor(Exception):
    pass


class DonorRegistry(object):
    """Blood bank registry. One instance for the whole web process."""

    def __init__(self, dsn):
        self._pool = ThreadedConnectionPool(2, 15, dsn, connect_timeout=3)

    def find(self, donor_no):
        conn = self._pool.getconn()
        try:
            with conn, conn.cursor() as cur:
                cur.execute("select name, blood_group from donor where no = %s", (donor_no,))
                return cur.fetchone()
        finally:
            self._pool.putconn(conn)

    def enrol(self, donor_no, name, group):
        conn = self._pool.getconn()
        try:
            with conn.cursor() as cur:
                cur.execute(
                    "insert into donor (no, name, blood_group) values (%s, %s, %s)",
                    (donor_no, name, group),
                )
            conn.commit()
        except IntegrityError:
            conn.rollback()
            raise DuplicateDonor(donor_no)
        except Exception:
            self._pool.putconn(conn, close=True)
            raise
        self._pool.putconn(conn)

    def shutdown(self):
        self._pool.closeall()
