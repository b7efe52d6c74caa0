"""Elevator gateway: asks every controller for a status line twice a minute."""
import errno
import logging
import selectors
import socket
import time

log = logging.getLogger("lift")
MAX_OUT, QUIET = 64 * 1024, 120.0


class Controller:
    def __init__(self, sock, peer):
        self.sock, self.peer = sock, peer
        self.inbuf = b""
        self.out = bytearray()
        self.heard = time.monotonic()
        self.mask = selectors.EVENT_READ


class Gateway:
    def __init__(self, port):
        self.sel = selectors.DefaultSelector()
        self.lsock = socket.create_server(("", port), backlog=128)
        self.lsock.setblocking(False)
        self.sel.register(self.lsock, selectors.EVENT_READ)
        self.all = set()

    def accept(self):
        try:
            sock, peer = self.lsock.accept()
        except OSError as e:
            if e.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(0.2)
            return
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        c = Controller(sock, peer)
        self.all.add(c)
        self.sel.register(sock, c.mask, c)

    def drop(self, c, why):
        if c not in self.all:
            return
        log.info("%s: %s", c.peer[0], why)
        self.all.discard(c)
        self.sel.unregister(c.sock)
        c.sock.close()

    def want(self, c, mask):
        if mask != c.mask:
            c.mask = mask
            self.sel.modify(c.sock, mask, c)

    def readable(self, c):
        try:
            data = c.sock.recv(4096)
        except BlockingIOError:
            return
        if not data:
            self.drop(c, "closed")
            return
        c.heard = time.monotonic()
        *lines, c.inbuf = (c.inbuf + data).split(b"\n")
        for ln in lines:
            log.info("%s status %s", c.peer[0], ln.decode("ascii", "replace"))
        if len(c.inbuf) > 1024:
            self.drop(c, "no line end")

    def flush(self, c):
        try:
            n = c.sock.send(c.out)
            del c.out[:n]
        except BlockingIOError:
            pass
        self.want(c, selectors.EVENT_READ | (selectors.EVENT_WRITE if c.out else 0))

    def broadcast(self, cmd):
        for c in list(self.all):
            c.out += cmd
            if len(c.out) > MAX_OUT:
                self.drop(c, "does not take commands")
            else:
                self.guarded(self.flush, c)

    def guarded(self, fn, c):
        try:
            fn(c)
        except OSError as e:
            self.drop(c, e)

    def run(self):
        due = time.monotonic()
        while True:
            for key, ev in self.sel.select(5):
                if key.fileobj is self.lsock:
                    self.accept()
                    continue
                if ev & selectors.EVENT_READ:
                    self.guarded(self.readable, key.data)
                if ev & selectors.EVENT_WRITE and key.data in self.all:
                    self.guarded(self.flush, key.data)
            now = time.monotonic()
            for c in [c for c in self.all if c.heard < now - QUIET]:
                self.drop(c, "quiet for too long")
            if now >= due:
                due = now + 30
                self.broadcast(b"STAT?\n")
