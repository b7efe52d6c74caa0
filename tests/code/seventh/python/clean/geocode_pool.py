"""Pool of line-protocol connections to the geocoder."""
import collections
import socket
import threading
import time
from contextlib import contextmanager

MAX_IDLE_S = 45
MAX_OPEN = 12


class GeocoderGone(Exception):
    pass


class _Conn:
    def __init__(self, address):
        self.sock = socket.create_connection(address, timeout=5)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.sock.makefile("rb")
        self.used = time.monotonic()

    def ask(self, text):
        self.sock.sendall(text.encode() + b"\n")
        line = self.file.readline()
        if not line.endswith(b"\n"):
            raise GeocoderGone("connection ended")
        self.used = time.monotonic()
        return line.decode().rstrip()

    def discard(self):
        self.file.close()
        self.sock.close()


class GeocodePool:
    def __init__(self, address):
        self.address = address
        self.idle = collections.deque()
        self.slots = threading.BoundedSemaphore(MAX_OPEN)
        self.lock = threading.Lock()

    def _evict(self):
        edge = time.monotonic() - MAX_IDLE_S
        while self.idle and self.idle[0].used < edge:
            self.idle.popleft().discard()

    @contextmanager
    def lease(self):
        if not self.slots.acquire(timeout=10):
            raise TimeoutError("geocoder pool exhausted")
        try:
            with self.lock:
                self._evict()
                conn = self.idle.pop() if self.idle else None
            if conn is None:
                conn = _Conn(self.address)
            try:
                yield conn
            except BaseException:
                conn.discard()
                raise
            with self.lock:
                self.idle.append(conn)
        finally:
            self.slots.release()

    def locate(self, address_line):
        with self.lease() as c:
            lat, lon = c.ask(address_line).split(";")
        return float(lat), float(lon)

    def shutdown(self):
        with self.lock:
            while self.idle:
                self.idle.pop().discard()
