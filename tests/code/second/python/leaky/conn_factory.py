import socket
import ssl
import time


class ProtocolError(Exception):
    pass


class Link:
    alive = []

    def __init__(self, host, port, key):
        self.host, self.port, self.key = host, port, key
        self.sock = None
        self.opened = 0.0

    def open(self):
        sock = socket.create_connection((self.host, self.port), timeout=5)
        Link.alive.append(sock)
        ctx = ssl.create_default_context()
        try:
            sock = ctx.wrap_socket(sock, server_hostname=self.host)
        except ssl.SSLError:
            sock.close()
            raise
        sock.sendall(b"KEY " + self.key + b"\n")
        answer = sock.recv(16)
        if not answer:
            sock.close()
            raise ProtocolError("closed during login")
        if not answer.startswith(b"+"):
            self.opened = 0.0
            return False
        self.sock = sock
        self.opened = time.monotonic()
        return True

    def close(self):
        if self.sock is not None:
            self.sock.close()
            Link.alive.remove(self.sock)
            self.sock = None
