import contextlib
import os

import psycopg2
import psycopg2.extras
import psycopg2.pool

_pool = psycopg2.pool.ThreadedConnectionPool(
    1, 8, os.environ["GRADES_DSN"], connect_timeout=4, options="-c statement_timeout=10000"
)


@contextlib.contextmanager
def cursor():
    conn = _pool.getconn()
    try:
        with conn:
            with conn.cursor(cursor_factory=psycopg2.extras.DictCursor) as cur:
                yield cur
    finally:
        _pool.putconn(conn, close=bool(conn.closed))


def enter(exam: int, student: str, grade: float) -> bool:
    with cursor() as cur:
        cur.execute("SELECT closed FROM exam WHERE id = %s", (exam,))
        row = cur.fetchone()
        if row is None:
            raise KeyError(exam)
        if row["closed"]:
            return False
        cur.execute(
            "INSERT INTO grade (exam, student, grade) VALUES (%s, %s, %s)"
            " ON CONFLICT (exam, student) DO UPDATE SET grade = EXCLUDED.grade",
            (exam, student, grade),
        )
        return True


def average(exam: int):
    with cursor() as cur:
        cur.execute("SELECT avg(grade) FROM grade WHERE exam = %s", (exam,))
        return cur.fetchone()[0]


def close_exam(exam: int) -> int:
    with cursor() as cur:
        cur.execute("UPDATE exam SET closed = true WHERE id = %s AND NOT closed", (exam,))
        return cur.rowcount
