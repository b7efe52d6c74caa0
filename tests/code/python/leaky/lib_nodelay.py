import socket
import struct


class Rpc:
    def __init__(self, host, port):
        self.sock = socket.create_connection((host, port), timeout=5)

    def call(self, method, body):
        self.sock.sendall(struct.pack(">HI", method, len(body)))
        self.sock.sendall(body)  # expect: nagle-delayed-ack
        head = self._exact(6)
        _, n = struct.unpack(">HI", head)
        return self._exact(n)

    def _exact(self, n):
        out = b""
        while len(out) < n:
            part = self.sock.recv(n - len(out))
            if not part:
                self.sock.close()
                raise EOFError
            out += part
        return out

    def close(self):
        self.sock.close()
