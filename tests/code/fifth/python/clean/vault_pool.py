import contextlib
import socket
import threading
import time


class VaultError(Exception):
    pass


class Conn:
    def __init__(self, addr):
        self.s = socket.create_connection(addr, timeout=3)
        self.s.settimeout(3)
        self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.r = self.s.makefile("rb")
        self.used = time.monotonic()

    def call(self, req):
        self.s.sendall(req + b"\n")
        line = self.r.readline(65536)
        if not line.endswith(b"\n"):
            raise VaultError("vault hung up")
        return line[:-1]

    def close(self):
        self.r.close()
        self.s.close()


class Pool:
    """At most `size` connections; the ones idle for 25 s are thrown away."""

    def __init__(self, addr, size=8):
        self.addr = addr
        self.free = []
        self.lock = threading.Lock()
        self.slots = threading.Semaphore(size)

    def _pop(self):
        stale = []
        try:
            with self.lock:
                while self.free:
                    c = self.free.pop()
                    if time.monotonic() - c.used < 25:
                        return c
                    stale.append(c)
        finally:
            for c in stale:
                c.close()
        return Conn(self.addr)

    @contextlib.contextmanager
    def lease(self):
        if not self.slots.acquire(timeout=5):
            raise VaultError("no free connection")
        try:
            c = self._pop()
            try:
                yield c
            except BaseException:
                c.close()
                raise
            c.used = time.monotonic()
            with self.lock:
                self.free.append(c)
        finally:
            self.slots.release()

    def close(self):
        with self.lock:
            free, self.free = self.free, []
        for c in free:
            c.close()


def secret(pool, name):
    with pool.lease() as c:
        answer = c.call(b"GET " + name.encode())
    if answer == b"-":
        raise KeyError(name)
    return answer
