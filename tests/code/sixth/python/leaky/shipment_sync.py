import logging
from decimal import Decimal, InvalidOperation

import psycopg2
from psycopg2.pool import ThreadedConnectionPool

log = logging.getLogger("shipment_sync")

pool = ThreadedConnectionPool(
    1, 10, dsn="dbname=ship host=db.local connect_timeout=4 options='-c statement_timeout=30000'",
)


class BadRow(ValueError):
    pass


def parse(raw):
    try:
        return raw["tracking"], Decimal(raw["weight"]), raw.get("carrier") or "?"
    except (KeyError, InvalidOperation) as e:
        raise BadRow(f"{raw!r}: {e}") from e


def upsert(rows):
    conn = pool.getconn()
    n = 0
    try:
        cur = conn.cursor()
        for raw in rows:
            cur.execute(
                "INSERT INTO shipment(tracking, weight, carrier) VALUES (%s,%s,%s) "
                "ON CONFLICT (tracking) DO UPDATE SET weight = EXCLUDED.weight",
                parse(raw),
            )
            n += 1
        cur.close()
        conn.commit()
    except psycopg2.Error:
        conn.rollback()
        pool.putconn(conn)
        raise
    pool.putconn(conn)
    return n


def on_message(body):
    """Called by the consumer; a message is a list of rows of one depot."""
    try:
        return upsert(body["rows"])
    except BadRow as e:
        log.error("depot %s: %s", body.get("depot"), e)
        return 0
