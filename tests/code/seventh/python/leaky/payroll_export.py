# Ticket PAY-2291: "export hangs after about twenty runs, restart helps"
from psycopg2.pool import ThreadedConnectionPool
import psycopg2.extras
import csv, io, datetime

POOL = ThreadedConnectionPool(
    2, 20,
    dsn="host=pg-payroll dbname=payroll user=export connect_timeout=5 keepalives=1 keepalives_idle=60",
)

QUERY = """
    select employee_no, gross, net, currency
      from payslip
     where company = %s and period = %s
     order by employee_no
"""


class NothingToExport(Exception):
    pass


def export_period(company, period: datetime.date) -> bytes:
    conn = POOL.getconn()
    buf = io.StringIO()
    try:
        with conn.cursor(cursor_factory=psycopg2.extras.DictCursor) as cur:
            cur.execute("set local statement_timeout = '90s'")
            cur.execute(QUERY, (company, period))
            rows = cur.fetchall()
    except psycopg2.Error:
        POOL.putconn(conn, close=True)
        raise
    if not rows:
        # finance wants a clear message and not an empty attachment
        raise NothingToExport(f"{company}: no payslips for {period:%Y-%m}")
    w = csv.writer(buf, delimiter=";")
    w.writerow(["employee", "gross", "net", "currency"])
    for r in rows:
        w.writerow([r["employee_no"], r["gross"], r["net"], r["currency"]])
    POOL.putconn(conn)     # rolls back, too
    return buf.getvalue().encode("utf-8-sig")
