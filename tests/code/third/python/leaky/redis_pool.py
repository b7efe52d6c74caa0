import queue
import socket
import threading


class PoolTimeout(Exception):
    pass


class Pool:
    """A bounded pool of plain RESP connections."""

    def __init__(self, addr, size=8):
        self.addr = addr
        self.size = size
        self.made = 0
        self.free = queue.LifoQueue()
        self.lock = threading.Lock()

    def _new(self):
        s = socket.create_connection(self.addr, timeout=2)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return s

    def take(self):
        try:
            return self.free.get_nowait()
        except queue.Empty:
            pass
        with self.lock:
            if self.made < self.size:
                s = self._new()
                self.made += 1
                return s
        try:
            return self.free.get(timeout=2)
        except queue.Empty:
            raise PoolTimeout(self.addr)

    def give_back(self, sock, ok):
        if ok:
            self.free.put(sock)
            return
        with self.lock:
            self.made -= 1
        RETIRED.append(sock)


RETIRED = []


def ping(pool):
    s = pool.take()
    ok = False
    try:
        s.sendall(b"PING\r\n")
        ok = s.recv(64) == b"+PONG\r\n"
        return ok
    finally:
        pool.give_back(s, ok)
