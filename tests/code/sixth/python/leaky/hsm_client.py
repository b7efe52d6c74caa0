import socket
import struct
import threading


class HsmError(Exception):
    def __init__(self, code):
        super().__init__("HSM error %04x" % code)
        self.code = code


class Hsm:
    """Signs PIN blocks; some 300 calls a second go through here."""

    _HEAD = struct.Struct("!4sHH")

    def __init__(self, host, port=1500):
        self._where = (host, port)
        self._sock = None
        self._lock = threading.Lock()

    def _link(self):
        if self._sock is None:
            self._sock = socket.create_connection(self._where, timeout=2)
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return self._sock

    def _exactly(self, n):
        b = bytearray()
        while len(b) < n:
            part = self._sock.recv(n - len(b))
            if not part:
                raise ConnectionError("HSM closed")
            b += part
        return bytes(b)

    def call(self, op, body):
        with self._lock:
            try:
                s = self._link()
                s.sendall(self._HEAD.pack(b"HSM1", op, len(body)))
                s.sendall(body)
                _, code, n = self._HEAD.unpack(self._exactly(self._HEAD.size))
                answer = self._exactly(n)
            except OSError:
                self.close()
                raise
        if code:
            raise HsmError(code)
        return answer

    def close(self):
        s, self._sock = self._sock, None
        if s is not None:
            s.close()

    def sign(self, block):
        return self.call(0x0102, block)
