"""Snow gun controller gateway for the ski area (selectors, one thread)."""
import logging
import selectors
import socket
import time

log = logging.getLogger("snow")
IDLE = 600
HIGH_WATER = 64 * 1024


class Gun:
    __slots__ = ("sock", "addr", "inbuf", "outbuf", "seen")

    def __init__(self, sock, addr):
        self.sock, self.addr = sock, addr
        self.inbuf = bytearray()
        self.outbuf = bytearray()
        self.seen = time.monotonic()


class Gateway:
    def __init__(self, port, handler):
        self.handler = handler
        self.sel = selectors.DefaultSelector()
        self.listener = socket.create_server(("", port), backlog=200)
        self.listener.setblocking(False)
        self.sel.register(self.listener, selectors.EVENT_READ)
        self.guns = set()

    def run(self):
        while True:
            for key, mask in self.sel.select(10):
                if key.fileobj is self.listener:
                    self._accept()
                    continue
                gun = key.data
                try:
                    if mask & selectors.EVENT_READ:
                        self._read(gun)
                    if gun in self.guns and mask & selectors.EVENT_WRITE:
                        self._write(gun)
                except OSError as e:
                    self._drop(gun, e)
            now = time.monotonic()
            for gun in [g for g in self.guns if now - g.seen > IDLE]:
                self._drop(gun, "idle")

    def _accept(self):
        try:
            sock, addr = self.listener.accept()
        except OSError as e:
            if not isinstance(e, BlockingIOError):
                log.error("accept: %s", e)
                time.sleep(0.1)
            return
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as e:
            log.info("gun %s: %s", addr, e)
            sock.close()
            return
        gun = Gun(sock, addr)
        self.guns.add(gun)
        self.sel.register(sock, selectors.EVENT_READ, gun)

    def _read(self, gun):
        try:
            data = gun.sock.recv(8192)
        except BlockingIOError:
            return
        if not data:
            self._drop(gun, "end")
            return
        gun.seen = time.monotonic()
        gun.inbuf += data
        *lines, rest = bytes(gun.inbuf).split(b"\n")
        gun.inbuf = bytearray(rest)
        for line in lines:
            gun.outbuf += self.handler(line) + b"\n"
        if len(gun.outbuf) > HIGH_WATER or len(gun.inbuf) > HIGH_WATER:
            self._drop(gun, "does not read its answers")
            return
        self._write(gun)

    def _write(self, gun):
        try:
            n = gun.sock.send(gun.outbuf)
        except BlockingIOError:
            n = 0
        del gun.outbuf[:n]
        want = selectors.EVENT_READ | (selectors.EVENT_WRITE if gun.outbuf else 0)
        self.sel.modify(gun.sock, want, gun)

    def _drop(self, gun, why):
        log.info("gun %s: %s", gun.addr, why)
        self.guns.discard(gun)
        self.sel.unregister(gun.sock)
        gun.sock.close()
