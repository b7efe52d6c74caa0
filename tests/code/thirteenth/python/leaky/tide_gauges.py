"""Collector for the tide gauges along the estuary (one TCP line per gauge)."""
import logging
import selectors
import socket

log = logging.getLogger("tide")


class Gauge:
    def __init__(self, addr):
        self.addr = addr
        self.buf = b""

    def feed(self, data, store):
        self.buf += data
        while b"\n" in self.buf:
            line, self.buf = self.buf.split(b"\n", 1)
            try:
                name, cm = line.decode("ascii").split()
                store(name, int(cm))
            except ValueError:
                log.warning("%s sent %r", self.addr, line)


class Collector:
    def __init__(self, port, store):
        self.sel = selectors.DefaultSelector()
        self.store = store
        self.conns = {}
        self.lsock = socket.create_server(("", port), backlog=128)
        self.lsock.setblocking(False)
        self.sel.register(self.lsock, selectors.EVENT_READ, None)

    def run(self):
        while True:
            for key, _ in self.sel.select(timeout=5):
                if key.data is None:
                    self.accept()
                else:
                    self.read(key.fileobj, key.data)

    def accept(self):
        try:
            conn, addr = self.lsock.accept()
        except BlockingIOError:
            return
        conn.setblocking(False)
        self.conns[addr] = conn
        self.sel.register(conn, selectors.EVENT_READ, Gauge(addr))

    def read(self, conn, gauge):
        try:
            data = conn.recv(4096)
        except BlockingIOError:
            return
        except OSError as e:
            log.warning("gauge %s: %s", gauge.addr, e)
            self.sel.unregister(conn)
            self.conns.pop(gauge.addr).close()
            return
        if not data:
            log.info("gauge %s finished its batch", gauge.addr)
            self.sel.unregister(conn)
            return
        gauge.feed(data, self.store)
