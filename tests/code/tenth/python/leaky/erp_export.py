"""Streams the day's bookings to the accounting host as fixed width records."""
import logging
import os
import socket
import sys
from contextlib import closing

import pyodbc

LAYOUT = [
    ("voucher", 10),
    ("booked", 8),
    ("debit", 6),
    ("credit", 6),
    ("cents", 13),
    ("tax", 2),
    ("cost_centre", 5),
    ("text", 40),
]

log = logging.getLogger("erp-export")


def fixed(value, width):
    s = "" if value is None else str(value)
    return s[:width].ljust(width).encode("cp1252", "replace")


def rows(db, day):
    cols = ", ".join(name for name, _ in LAYOUT)
    cur = db.cursor()
    cur.execute("SELECT %s FROM booking WHERE booked = ? ORDER BY voucher" % cols, day)
    while True:
        batch = cur.fetchmany(1000)
        if not batch:
            return
        yield from batch


def export(db, day, host, port):
    n = 0
    with socket.create_connection((host, port), timeout=60) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for row in rows(db, day):
            for (name, width), value in zip(LAYOUT, row):
                s.sendall(fixed(value, width))
            s.sendall(b"\r\n")
            n += 1
        s.shutdown(socket.SHUT_WR)
        receipt = b""
        while part := s.recv(256):
            receipt += part
    if receipt.strip() != b"%d" % n:
        raise RuntimeError("host counted %r, we sent %d" % (receipt, n))
    return n


def main():
    logging.basicConfig(level=logging.INFO)
    day = sys.argv[1]
    with closing(pyodbc.connect(os.environ["ERP_DSN"], timeout=15)) as db:
        n = export(db, day, os.environ.get("ACC_HOST", "acct01"), 6020)
    log.info("%s: %d bookings exported", day, n)


if __name__ == "__main__":
    main()
