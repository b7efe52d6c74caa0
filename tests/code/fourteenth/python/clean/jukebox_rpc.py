import json
import socket
import struct
import threading


class JukeboxError(Exception):
    pass


class Jukebox:
    def __init__(self, host, port=6611):
        self._where = (host, port)
        self._sock = None
        self._lock = threading.Lock()

    def call(self, method, **params):
        blob = json.dumps({"m": method, "p": params}).encode()
        with self._lock:
            try:
                if self._sock is None:
                    self._sock = socket.create_connection(self._where, timeout=3)
                    self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                    self._sock.settimeout(6)
                self._sock.sendall(struct.pack("!I", len(blob)) + blob)
                (n,) = struct.unpack("!I", self._exactly(4))
                if n > 1 << 20:
                    raise JukeboxError("reply of %d bytes" % n)
                reply = json.loads(self._exactly(n))
            except (OSError, ValueError, JukeboxError):
                self._reset()
                raise
        if "error" in reply:
            raise JukeboxError(reply["error"])
        return reply.get("result")

    def _exactly(self, n):
        out = bytearray()
        while len(out) < n:
            got = self._sock.recv(n - len(out))
            if not got:
                raise JukeboxError("jukebox closed the connection")
            out += got
        return bytes(out)

    def _reset(self):
        s, self._sock = self._sock, None
        if s is not None:
            s.close()

    def close(self):
        with self._lock:
            self._reset()
