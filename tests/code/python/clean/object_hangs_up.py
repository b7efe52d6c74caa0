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
                raise Gone(self.host)
            got += part
        return got

    def register(self, number):
        if self.line is None:
            self.line = socket.create_connection((self.host, 502), timeout=3)
        self.line.sendall(struct.pack(">H", number))
        try:
            return struct.unpack(">I", self.exactly(4))[0]
        except (OSError, Gone):
            self.hang_up()
            raise

    def hang_up(self):
        line, self.line = self.line, None
        if line is not None:
            line.close()


def poll(meters, out):
    for m in meters:
        try:
            out.put((m.host, m.register(7)))
        except (OSError, Gone) as e:
            out.put((m.host, e))
