#!/usr/bin/env python3
# Lifts in the three towers report floor / door / load, one text line per change.

import selectors
import signal
import socket
import sys
import time

import lift_db

sel = selectors.DefaultSelector()
lifts = {}          # by address, for the SIGUSR1 status page


class Lift:
    def __init__(self, conn, addr):
        self.conn = conn
        self.addr = addr
        self.tail = b""
        self.since = time.monotonic()
        self.state = "on line"


def on_accept(listener):
    try:
        conn, addr = listener.accept()
    except BlockingIOError:
        return
    conn.setblocking(False)
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    lifts[addr] = Lift(conn, addr)
    sel.register(conn, selectors.EVENT_READ, lifts[addr])


def on_readable(conn, lift):
    try:
        data = conn.recv(4096)
    except BlockingIOError:
        return
    except OSError as e:
        print("lift", lift.addr, e, file=sys.stderr)
        lift.state = "failed"
        sel.unregister(conn)
        conn.close()
        return

    if not data:
        up = time.monotonic() - lift.since
        lift.state = "off line"
        print("lift %s off line after %.0f s" % (lift.addr, up))
        sel.unregister(conn)
        return

    *lines, lift.tail = (lift.tail + data).split(b"\n")
    for line in lines:
        lift_db.record(lift.addr[0], line.decode("latin-1").strip())


def status(signum, frame):
    for addr, lift in sorted(lifts.items()):
        print("%-22s %s" % ("%s:%d" % addr, lift.state), file=sys.stderr)


def main():
    signal.signal(signal.SIGUSR1, status)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("", 4600))
    listener.listen(64)
    listener.setblocking(False)
    sel.register(listener, selectors.EVENT_READ, None)
    while True:
        for key, _ in sel.select(timeout=5):
            if key.data is None:
                on_accept(key.fileobj)
            else:
                on_readable(key.fileobj, key.data)


main()
