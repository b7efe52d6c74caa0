import queue
import socket
import time
from contextlib import contextmanager


class LinkPool:
    """Fixed size pool for the mainframe gateway (it allows us 10 sessions)."""

    def __init__(self, host, port, size=10, max_idle=40.0):
        self._peer = (host, port)
        self._max_idle = max_idle
        self._slots = queue.LifoQueue(size)
        for _ in range(size):
            self._slots.put((None, 0.0))

    @contextmanager
    def link(self, wait=5.0):
        sock, used = self._slots.get(timeout=wait)
        try:
            if sock is not None and time.monotonic() - used > self._max_idle:
                sock.close()
                sock = None
            if sock is None:
                sock = self._dial()
            yield sock
        except BaseException:
            if sock is not None:
                sock.close()
                sock = None
            raise
        finally:
            self._slots.put((sock, time.monotonic()))

    def _dial(self):
        s = socket.create_connection(self._peer, timeout=4)
        try:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            s.settimeout(8)
        except OSError:
            s.close()
            raise
        return s

    def close(self):
        while True:
            try:
                sock, _ = self._slots.get_nowait()
            except queue.Empty:
                return
            if sock is not None:
                sock.close()
