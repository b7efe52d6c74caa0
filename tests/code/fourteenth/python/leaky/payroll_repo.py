from contextlib import closing
from decimal import Decimal

from psycopg2 import Error
from psycopg2.pool import ThreadedConnectionPool


class PayrollError(Exception):
    pass


class PayrollRepo:
    def __init__(self, dsn: str):
        self._pool = ThreadedConnectionPool(1, 16, dsn, connect_timeout=3,
                                            options="-c statement_timeout=8000")

    def gross(self, employee: int, month: str) -> Decimal:
        conn = self._pool.getconn()
        try:
            with closing(conn.cursor()) as cur:
                cur.execute(
                    "SELECT sum(hours * rate) FROM shift"
                    " WHERE employee = %s AND to_char(day, 'YYYY-MM') = %s",
                    (employee, month),
                )
                (total,) = cur.fetchone()
            conn.commit()
        except Error as exc:
            conn.rollback()
            raise PayrollError(f"gross pay of {employee} for {month}") from exc
        self._pool.putconn(conn)
        return total or Decimal(0)

    def headcount(self) -> int:
        conn = self._pool.getconn()
        try:
            with conn, conn.cursor() as cur:
                cur.execute("SELECT count(*) FROM employee WHERE left_on IS NULL")
                return cur.fetchone()[0]
        finally:
            self._pool.putconn(conn)

    def close(self):
        self._pool.closeall()
