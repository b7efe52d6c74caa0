import contextlib
import queue
import socket
import time


class Pool:
    MAX_IDLE = 50.0

    def __init__(self, addr, size=8):
        self.addr = addr
        self.slots = queue.LifoQueue()
        for _ in range(size):
            self.slots.put((None, 0.0))

    def _open(self):
        s = socket.create_connection(self.addr, timeout=4)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    @contextlib.contextmanager
    def connection(self):
        sock, since = self.slots.get(timeout=10)
        if sock is not None and time.monotonic() - since > self.MAX_IDLE:
            sock.close()
            sock = None
        try:
            if sock is None:
                sock = self._open()
            yield sock
        except BaseException:
            if sock is not None:
                sock.close()
            sock = None
            raise
        finally:
            self.slots.put((sock, time.monotonic()))


def ping(pool):
    with pool.connection() as s:
        s.sendall(b"PING\r\n")
        if s.recv(16) != b"PONG\r\n":
            raise ConnectionError("bad pong")
