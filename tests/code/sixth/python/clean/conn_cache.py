import collections
import select
import socket
import threading
import time


class ConnCache:
    """Keeps up to `keep` idle sockets in all, the oldest go first."""

    def __init__(self, keep=16, ttl=30.0):
        self._idle = collections.OrderedDict()
        self._lock = threading.Lock()
        self._keep = keep
        self._ttl = ttl
        self._serial = 0

    def get(self, addr):
        while True:
            with self._lock:
                k = next((k for k in reversed(self._idle) if k[0] == addr), None)
                entry = self._idle.pop(k) if k else None
            if entry is None:
                break
            sock, since = entry
            # readable while idle: their end, or something nobody asked for
            if time.monotonic() - since < self._ttl and not select.select([sock], [], [], 0)[0]:
                return sock
            sock.close()
        sock = socket.create_connection(addr, timeout=3)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def put(self, addr, sock):
        gone = []
        with self._lock:
            self._serial += 1
            self._idle[(addr, self._serial)] = (sock, time.monotonic())
            while len(self._idle) > self._keep:
                gone.append(self._idle.popitem(last=False)[1][0])
        for s in gone:
            s.close()

    def clear(self):
        with self._lock:
            all_, self._idle = self._idle, collections.OrderedDict()
        for s, _ in all_.values():
            s.close()


def ask(cache, addr, question):
    sock = cache.get(addr)
    try:
        sock.sendall(question.encode() + b"\n")
        buf = b""
        while not buf.endswith(b"\n"):
            part = sock.recv(4096)
            if not part:
                raise ConnectionError("%s:%d hung up" % addr)
            buf += part
    except BaseException:
        sock.close()
        raise
    cache.put(addr, sock)
    return buf[:-1].decode()
