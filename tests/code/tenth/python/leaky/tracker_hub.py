#!/usr/bin/env python3
"""Receives position frames of the delivery vans and writes them to the spool."""
import logging
import selectors
import socket
import time

log = logging.getLogger("tracker")
sel = selectors.DefaultSelector()
vans = {}


class Van:
    def __init__(self, sock, addr):
        self.sock = sock
        self.addr = addr
        self.buf = bytearray()
        self.seen = time.monotonic()
        self.frames = 0


def on_accept(lsock):
    try:
        sock, addr = lsock.accept()
    except BlockingIOError:
        return
    sock.setblocking(False)
    van = Van(sock, addr)
    vans[sock.fileno()] = van
    sel.register(sock, selectors.EVENT_READ, van)
    log.info("van from %s:%d", *addr)


def on_frame(van, frame):
    van.frames += 1
    with open("/var/spool/vans/%s.nmea" % van.addr[0], "ab") as f:
        f.write(frame + b"\n")


def on_readable(van):
    try:
        data = van.sock.recv(8192)
    except BlockingIOError:
        return
    except OSError as exc:
        log.warning("van %s: %s", van.addr[0], exc)
        data = b""
    if not data:
        log.info("van %s finished, %d frames", van.addr[0], van.frames)
        sel.unregister(van.sock)
        return
    van.seen = time.monotonic()
    van.buf += data
    while True:
        nl = van.buf.find(b"\n")
        if nl < 0:
            break
        on_frame(van, bytes(van.buf[:nl]).rstrip())
        del van.buf[: nl + 1]
    if len(van.buf) > 4096:
        log.warning("van %s sends rubbish", van.addr[0])
        hangup(van)


def hangup(van):
    sel.unregister(van.sock)
    vans.pop(van.sock.fileno(), None)
    van.sock.close()


def sweep():
    limit = time.monotonic() - 900
    for key in list(sel.get_map().values()):
        if isinstance(key.data, Van) and key.data.seen < limit:
            hangup(key.data)


def main():
    logging.basicConfig(level=logging.INFO)
    ls = socket.create_server(("", 5055), backlog=256)
    ls.setblocking(False)
    sel.register(ls, selectors.EVENT_READ, None)
    while True:
        for key, _ in sel.select(timeout=30):
            if key.data is None:
                on_accept(key.fileobj)
            else:
                on_readable(key.data)
        sweep()


if __name__ == "__main__":
    main()
