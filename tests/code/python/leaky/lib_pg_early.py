import psycopg2
import logging

log = logging.getLogger("billing")


def unpaid(dsn, customer):
    conn = psycopg2.connect(dsn, connect_timeout=5)
    cur = conn.cursor()
    cur.execute("select id, total from invoices where customer = %s and paid is null", (customer,))
    rows = cur.fetchall()
    if not rows:
        log.info("%s owes nothing", customer)
        return []  # expect: close-wait-leak
    cur.execute("insert into reminders(customer) values (%s)", (customer,))
    conn.commit()
    cur.close()
    conn.close()
    return rows
