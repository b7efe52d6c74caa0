import socket
import threading


class Line:
    def __init__(self, host, port):
        self.addr = (host, port)
        self.sock = None
        self.lock = threading.Lock()

    def _ensure(self):
        if self.sock is None:
            self.sock = socket.create_connection(self.addr, timeout=4)

    def ask(self, q):
        with self.lock:
            self._ensure()
            try:
                self.sock.sendall(q + b"\n")
                return self.sock.recv(1024)
            except OSError:
                self.sock = None  # expect: close-wait-leak
                raise
