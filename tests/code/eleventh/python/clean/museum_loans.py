from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import date
from typing import Iterator

from psycopg2.extensions import connection
from psycopg2.extras import execute_values
from psycopg2.pool import ThreadedConnectionPool

_pool = ThreadedConnectionPool(1, 8, dsn=os.environ["MUSEUM_DSN"], connect_timeout=5, keepalives_idle=60)


class NotAvailable(Exception):
    """The object hangs somewhere else in that time."""


@contextmanager
def db() -> Iterator[connection]:
    conn = _pool.getconn()
    try:
        with conn:
            yield conn
    finally:
        _pool.putconn(conn, close=bool(conn.closed))


def lend(object_ids: list[int], borrower: str, start: date, end: date) -> int:
    with db() as conn, conn.cursor() as cur:
        cur.execute(
            """SELECT li.object_id FROM loan l JOIN loan_item li ON li.loan_id = l.id
                WHERE li.object_id = ANY(%s) AND l.period && daterange(%s, %s)""",
            (object_ids, start, end),
        )
        taken = [r[0] for r in cur.fetchall()]
        if taken:
            raise NotAvailable(taken)
        cur.execute(
            "INSERT INTO loan (borrower, period) VALUES (%s, daterange(%s, %s)) RETURNING id",
            (borrower, start, end),
        )
        (loan_id,) = cur.fetchone()
        execute_values(cur, "INSERT INTO loan_item (loan_id, object_id) VALUES %s",
                       [(loan_id, o) for o in object_ids])
        return loan_id


def due_back(until: date) -> list[tuple[int, str]]:
    with db() as conn, conn.cursor() as cur:
        cur.execute("SELECT id, borrower FROM loan WHERE upper(period) <= %s AND returned IS NULL", (until,))
        return cur.fetchall()
