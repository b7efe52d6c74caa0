import asyncio


class LineProtocol(asyncio.Protocol):
    """asyncio closes the transport after eof_received returned something false."""

    def __init__(self, handler, idle=60):
        self.handler = handler
        self.idle = idle
        self.buffer = b""
        self.transport = None
        self.timer = None

    def connection_made(self, transport):
        self.transport = transport
        self._touch()

    def _touch(self):
        if self.timer:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(self.idle, self.transport.abort)

    def data_received(self, data):
        self._touch()
        self.buffer += data
        while b"\n" in self.buffer:
            line, self.buffer = self.buffer.split(b"\n", 1)
            answer = self.handler(line)
            if answer is None:
                self.transport.close()
                return
            self.transport.write(answer + b"\n")

    def eof_received(self):
        if self.buffer:
            self.transport.write(b"! incomplete line\n")
        return False

    def connection_lost(self, exc):
        self.timer.cancel()
        self.transport = None


async def serve(port, handler):
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: LineProtocol(handler), port=port)
