import logging
import os

from flask import Blueprint, abort, jsonify, request
from psycopg2 import errors
from psycopg2.pool import ThreadedConnectionPool

bp = Blueprint("loyalty", __name__)
log = logging.getLogger("loyalty")

pool = ThreadedConnectionPool(
    2, 20,
    dsn=os.environ["LOYALTY_DSN"],
    connect_timeout=4,
    options="-c statement_timeout=5000",
)


@bp.post("/cards/<card>/redeem")
def redeem(card):
    points = request.get_json(force=True).get("points")
    if not isinstance(points, int) or points <= 0:
        abort(400)

    conn = pool.getconn()
    try:
        with conn, conn.cursor() as cur:
            cur.execute(
                "UPDATE card SET points = points - %s WHERE card_no = %s RETURNING points",
                (points, card),
            )
            row = cur.fetchone()
            if row:
                cur.execute(
                    "INSERT INTO redemption (card_no, points, till) VALUES (%s, %s, %s)",
                    (card, points, request.headers.get("X-Till")),
                )
    except errors.CheckViolation:
        log.info("card %s has less than %d points", card, points)
        abort(409)
    except Exception:
        pool.putconn(conn, close=True)
        raise

    pool.putconn(conn)
    if row is None:
        abort(404)
    return jsonify(card=card, points=row[0])


@bp.get("/cards/<card>")
def balance(card):
    conn = pool.getconn()
    try:
        with conn, conn.cursor() as cur:
            cur.execute("SELECT points FROM card WHERE card_no = %s", (card,))
            row = cur.fetchone()
    finally:
        pool.putconn(conn)
    if row is None:
        abort(404)
    return jsonify(card=card, points=row[0])
