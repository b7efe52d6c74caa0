"""Ward occupancy. Shared by the web app and the nightly statistics."""
from contextlib import closing

from psycopg2 import errors
from psycopg2.pool import ThreadedConnectionPool


class WardRepository:
    def __init__(self, dsn: str, size: int = 12):
        self._pool = ThreadedConnectionPool(2, size, dsn, connect_timeout=3)

    def occupancy(self, ward: str) -> dict:
        conn = self._pool.getconn()
        try:
            with conn, conn.cursor() as cur:
                cur.execute("SELECT bed, patient_id FROM bed WHERE ward = %s", (ward,))
                return dict(cur.fetchall())
        finally:
            self._pool.putconn(conn)

    def admit(self, ward: str, bed: int, patient: str) -> bool:
        conn = self._pool.getconn()
        try:
            with conn, conn.cursor() as cur:
                cur.execute(
                    "UPDATE bed SET patient_id = %s WHERE ward = %s AND bed = %s AND patient_id IS NULL",
                    (patient, ward, bed),
                )
                ok = cur.rowcount == 1
        except errors.UniqueViolation as e:
            # already lies somewhere else
            raise AlreadyAdmitted(patient) from e
        except BaseException:
            self._pool.putconn(conn, close=True)
            raise
        self._pool.putconn(conn)
        return ok

    def discharge(self, patient: str) -> None:
        conn = self._pool.getconn()
        try:
            with conn, closing(conn.cursor()) as cur:
                cur.execute("UPDATE bed SET patient_id = NULL WHERE patient_id = %s", (patient,))
        finally:
            self._pool.putconn(conn)

    def shutdown(self) -> None:
        self._pool.closeall()


class AlreadyAdmitted(Exception):
    pass
