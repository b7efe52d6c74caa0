import asyncio


class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.buf = b""

    def data_received(self, data):
        self.buf += data
        while b"\n" in self.buf:
            line, self.buf = self.buf.split(b"\n", 1)
            self.transport.write(line + b"\n")

    def eof_received(self):
        self.done = True
        return True  # expect: close-wait-leak

    def connection_lost(self, exc):
        self.buf = None
