import socket
import struct
import threading
import time


class SignBoard:
    """Motorway sign over TCP. The line stays open; reopened after any trouble."""

    def __init__(self, host, port=3001):
        self.addr = (host, port)
        self._s = None
        self._used = 0.0
        self._lock = threading.Lock()

    def _open(self):
        s = socket.create_connection(self.addr, timeout=4)
        try:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if hasattr(socket, "TCP_KEEPIDLE"):
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 20)
        except OSError:
            s.close()
            raise
        return s

    def _drop(self):
        s, self._s = self._s, None
        if s is not None:
            s.close()

    def _exchange(self, frame):
        self._s.sendall(frame)
        head = self._recv(3)
        kind, n = struct.unpack("!BH", head)
        return kind, self._recv(n)

    def _recv(self, n):
        data = bytearray()
        while len(data) < n:
            part = self._s.recv(n - len(data))
            if not part:
                raise ConnectionResetError("sign closed the line")
            data += part
        return bytes(data)

    def show(self, text):
        raw = text.encode("cp437", "replace")
        frame = struct.pack("!BH", 0x20, len(raw)) + raw
        with self._lock:
            if self._s is not None and time.monotonic() - self._used > 240:
                self._drop()
            for last in (False, True):
                try:
                    if self._s is None:
                        self._s = self._open()
                    kind, _ = self._exchange(frame)
                    self._used = time.monotonic()
                    return kind == 0x21
                except OSError:
                    self._drop()
                    if last:
                        raise

    def close(self):
        with self._lock:
            self._drop()
