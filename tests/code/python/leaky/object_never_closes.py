"""A meter that sees the end, tells so, and keeps its socket for ever."""
import socket
import struct


class Gone(Exception):
    pass


class Meter:
    def __init__(self, host):
        self.host = host
        self.line = None

    def exactly(self, n):
        got = b""
        while len(got) < n:
            part = self.line.recv(n - len(got))
            if not part:
                raise Gone(self.host)  # expect: close-wait-leak
            got += part
        return got

    def register(self, number):
        if self.line is None:
            self.line = socket.create_connection((self.host, 502), timeout=3)
        self.line.sendall(struct.pack(">H", number))
        return struct.unpack(">I", self.exactly(4))[0]


def poll(meters, out):
    for m in meters:
        try:
            out.put((m.host, m.register(7)))
        except (OSError, Gone) as e:
            out.put((m.host, e))
