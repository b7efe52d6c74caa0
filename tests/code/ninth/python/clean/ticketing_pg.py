# -*- coding: utf-8 -*-
import contextlib
import logging
import threading

import psycopg2
import psycopg2.extensions
import psycopg2.pool

log = logging.getLogger(__name__)


class Database(object):
    """ThreadedConnectionPool raises when it's empty; we rather wait."""

    def __init__(self, dsn, size=10):
        self._sem = threading.BoundedSemaphore(size)
        self._pool = psycopg2.pool.ThreadedConnectionPool(
            1, size, dsn, connect_timeout=5, keepalives=1, keepalives_idle=45)

    @contextlib.contextmanager
    def transaction(self):
        if not self._sem.acquire(timeout=10):
            raise RuntimeError('no database connection within 10 s')
        try:
            conn = self._pool.getconn()
            broken = False
            try:
                yield conn
                conn.commit()
            except psycopg2.OperationalError:
                broken = True
                raise
            except BaseException:
                with contextlib.suppress(psycopg2.Error):
                    conn.rollback()
                raise
            finally:
                self._pool.putconn(conn, close=broken or bool(conn.closed))
        finally:
            self._sem.release()

    def close(self):
        self._pool.closeall()


class Tickets(object):
    def __init__(self, db):
        self.db = db

    def assign(self, ticket, agent):
        with self.db.transaction() as conn:
            cur = conn.cursor()
            try:
                cur.execute('SELECT agent FROM ticket WHERE id = %s FOR UPDATE', (ticket,))
                row = cur.fetchone()
                if row is None:
                    raise KeyError(ticket)
                if row[0] == agent:
                    return False
                cur.execute('UPDATE ticket SET agent = %s WHERE id = %s', (agent, ticket))
                return True
            finally:
                cur.close()

    def open_ids(self, team):
        with self.db.transaction() as conn:
            with conn.cursor('open_ids') as cur:        # server side
                cur.itersize = 500
                cur.execute('SELECT id FROM ticket WHERE team = %s AND closed IS NULL', (team,))
                return [r[0] for r in cur]
