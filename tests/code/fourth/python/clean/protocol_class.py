import asyncio


class LineProtocol(asyncio.Protocol):
    """The transport closes itself after connection_lost and, as
    eof_received returns None, after the peer's end of file."""

    def __init__(self, app, idle=120):
        self.app = app
        self.idle = idle
        self.buf = b""
        self.timer = None

    def connection_made(self, transport):
        self.transport = transport
        self.touch()

    def touch(self):
        if self.timer:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(self.idle, self.transport.abort)

    def data_received(self, data):
        self.touch()
        *lines, self.buf = (self.buf + data).split(b"\n")
        out = [self.app.answer(x) for x in lines]
        if out:
            self.transport.write(b"\n".join(out) + b"\n")
        if len(self.buf) > 65536:
            self.transport.close()

    def eof_received(self):
        return None

    def connection_lost(self, exc):
        if self.timer:
            self.timer.cancel()


async def serve(app, port):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: LineProtocol(app), port=port, backlog=1024)
    await server.serve_forever()
