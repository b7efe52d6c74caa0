"""Client of the label cache (memcached like, but with our 12 byte header)."""
import socket
import struct
import threading

_HEAD = struct.Struct("!BBHII")
GET, PUT = 1, 2


class LabelCache:
    def __init__(self, path_host, port=11311, timeout=2.0):
        self._addr = (path_host, port)
        self._timeout = timeout
        self._sock = None
        self._lock = threading.Lock()
        self._seq = 0

    def _connected(self):
        if self._sock is None:
            self._sock = socket.create_connection(self._addr, self._timeout)
        return self._sock

    def _read(self, n):
        chunks = []
        while n:
            c = self._sock.recv(n)
            if not c:
                raise ConnectionError("cache closed")
            chunks.append(c)
            n -= len(c)
        return b"".join(chunks)

    def _call(self, op, body):
        with self._lock:
            try:
                s = self._connected()
                self._seq = (self._seq + 1) & 0xFFFFFFFF
                s.sendall(_HEAD.pack(op, 0, 0, self._seq, len(body)))
                s.sendall(body)
                _, status, _, seq, length = _HEAD.unpack(self._read(_HEAD.size))
                if seq != self._seq:
                    raise ConnectionError("out of step")
                return status, self._read(length)
            except OSError:
                if self._sock is not None:
                    self._sock.close()
                    self._sock = None
                raise

    def get(self, key: str):
        status, value = self._call(GET, key.encode())
        return value if status == 0 else None

    def put(self, key: str, value: bytes):
        k = key.encode()
        status, _ = self._call(PUT, struct.pack("!H", len(k)) + k + value)
        return status == 0

    def close(self):
        with self._lock:
            if self._sock is not None:
                self._sock.close()
                self._sock = None
