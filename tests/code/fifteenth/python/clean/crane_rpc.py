import socket
import struct
import threading


class CraneError(Exception):
    pass


class CraneRpc:
    """Commands to the harbour cranes. Any failure closes the link; call connect() again."""

    HEAD = struct.Struct(">HBI")

    def __init__(self, host, port):
        self.where = (host, port)
        self.sock = None
        self.seq = 0
        self.lock = threading.Lock()

    def connect(self):
        with self.lock:
            self._drop()
            s = socket.create_connection(self.where, timeout=3)
            try:
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            except OSError:
                s.close()
                raise
            self.sock = s

    def _drop(self):
        if self.sock is not None:
            self.sock.close()
            self.sock = None

    def _read(self, n):
        parts = []
        while n:
            p = self.sock.recv(n)
            if not p:
                raise CraneError("crane closed the link")
            parts.append(p)
            n -= len(p)
        return b"".join(parts)

    def call(self, op, payload=b""):
        with self.lock:
            if self.sock is None:
                raise CraneError("not connected")
            self.seq = (self.seq + 1) & 0xFFFFFFFF
            try:
                self.sock.sendall(self.HEAD.pack(len(payload), op, self.seq) + payload)
                n, rop, rseq = self.HEAD.unpack(self._read(self.HEAD.size))
                body = self._read(n)
                if rseq != self.seq:
                    raise CraneError("answer to %d, wanted %d" % (rseq, self.seq))
            except BaseException:
                self._drop()
                raise
        if rop == 0xFF:
            raise CraneError(body.decode("utf-8", "replace"))
        return body

    def close(self):
        with self.lock:
            self._drop()
