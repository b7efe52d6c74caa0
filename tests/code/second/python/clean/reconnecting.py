import socket
import time


class Shipper:
    def __init__(self, addr):
        self.addr = addr
        self.sock = None

    def _ensure(self):
        delay = 0.1
        while self.sock is None:
            try:
                self.sock = socket.create_connection(self.addr, timeout=5)
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            except OSError:
                time.sleep(delay)
                delay = min(delay * 2, 30)

    def _reset(self):
        sock, self.sock = self.sock, None
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()

    def send(self, record: bytes):
        for _ in range(3):
            self._ensure()
            try:
                self.sock.sendall(record)
                if self.sock.recv(1) == b"+":
                    return True
            except OSError:
                pass
            self._reset()
        return False

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._reset()
