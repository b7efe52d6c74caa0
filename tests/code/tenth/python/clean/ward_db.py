"""Bed occupancy for the ward monitors."""
import logging
import os
from contextlib import contextmanager

import psycopg2
from psycopg2.extras import RealDictCursor
from psycopg2.pool import PoolError, ThreadedConnectionPool

log = logging.getLogger(__name__)


class WardDb:
    def __init__(self, dsn=None):
        self._pool = ThreadedConnectionPool(
            1, 8, dsn or os.environ["WARD_DSN"],
            connect_timeout=4, keepalives_idle=30, keepalives_interval=10,
            options="-c statement_timeout=8000 -c idle_in_transaction_session_timeout=30000")

    @contextmanager
    def _lease(self):
        conn = self._pool.getconn()
        broken = False
        try:
            yield conn
            conn.commit()
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            broken = True
            raise
        except BaseException:
            conn.rollback()
            raise
        finally:
            self._pool.putconn(conn, close=broken or bool(conn.closed))

    def free_beds(self, ward):
        with self._lease() as conn, conn.cursor() as cur:
            cur.execute("SELECT count(*) FROM bed WHERE ward = %s AND patient IS NULL", (ward,))
            return cur.fetchone()[0]

    def admit(self, ward, patient):
        """Gives the bed number, None when the ward is full."""
        with self._lease() as conn:
            with conn.cursor(cursor_factory=RealDictCursor) as cur:
                cur.execute(
                    "SELECT no, isolated FROM bed WHERE ward = %s AND patient IS NULL "
                    "ORDER BY isolated, no LIMIT 1 FOR UPDATE SKIP LOCKED", (ward,))
                bed = cur.fetchone()
                if bed is None:
                    return None
                if bed["isolated"] and not self._needs_isolation(cur, patient):
                    log.info("only isolation beds left on %s", ward)
                    return None
                cur.execute("UPDATE bed SET patient = %s WHERE ward = %s AND no = %s",
                            (patient, ward, bed["no"]))
                return bed["no"]

    @staticmethod
    def _needs_isolation(cur, patient):
        cur.execute("SELECT isolation FROM patient WHERE id = %s", (patient,))
        row = cur.fetchone()
        return bool(row and row["isolation"])

    def snapshot(self, wards):
        out = {}
        for w in wards:
            try:
                out[w] = self.free_beds(w)
            except (psycopg2.Error, PoolError) as e:
                log.warning("ward %s: %s", w, e)
                out[w] = None
        return out

    def close(self):
        self._pool.closeall()
