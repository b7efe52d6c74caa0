import queue
import socket
import threading


class BackendPool:
    """Keeps ``size`` connections to the tile renderer."""

    def __init__(self, host, port, size=8):
        self.addr = (host, port)
        self._q = queue.LifoQueue(size)
        self._lock = threading.Lock()
        for _ in range(size):
            self._q.put(None)

    def _connect(self):
        sock = socket.create_connection(self.addr, timeout=5)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return sock

    def request(self, payload):
        sock = self._q.get(timeout=10)
        try:
            if sock is None:
                sock = self._connect()
            sock.sendall(len(payload).to_bytes(4, "big") + payload)
            reply = self._read_reply(sock)
        except OSError:
            self._q.put(None)
            raise
        self._q.put(sock)
        return reply

    def _read_reply(self, sock):
        head = self._exact(sock, 4)
        return self._exact(sock, int.from_bytes(head, "big"))

    @staticmethod
    def _exact(sock, n):
        buf = bytearray()
        while len(buf) < n:
            part = sock.recv(n - len(buf))
            if not part:
                raise ConnectionResetError("renderer closed")
            buf += part
        return bytes(buf)
