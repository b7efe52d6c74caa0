import collections
import socket
import threading


class StickyPool:
    def __init__(self, host, port, limit=10):
        self.host = host
        self.port = port
        self.limit = limit
        self.idle = collections.deque()
        self.lock = threading.Lock()

    def acquire(self):
        with self.lock:
            if self.idle:
                return self.idle.popleft()
        return socket.create_connection((self.host, self.port), timeout=8)

    def release(self, sock, ok=True):
        if not ok:
            sock.close()
            return
        with self.lock:
            if len(self.idle) < self.limit:
                self.idle.append(sock)
                return
        sock.close()

    def close(self):
        with self.lock:
            while self.idle:
                self.idle.pop().close()
