import asyncio


class Collector(asyncio.Protocol):
    IDLE = 90

    def __init__(self, store):
        self.store = store
        self.tail = b""
        self.timer = None

    def connection_made(self, transport):
        self.transport = transport
        self.touch()

    def touch(self):
        if self.timer:
            self.timer.cancel()
        loop = asyncio.get_running_loop()
        self.timer = loop.call_later(self.IDLE, self.transport.abort)

    def data_received(self, data):
        self.touch()
        *lines, self.tail = (self.tail + data).split(b"\n")
        for line in lines:
            self.store.add(line)

    def eof_received(self):
        if self.tail:
            self.store.add(self.tail)
        # None: asyncio closes the transport for us

    def connection_lost(self, exc):
        self.timer.cancel()
        self.store.flush()


async def serve(store, port):
    loop = asyncio.get_running_loop()
    srv = await loop.create_server(lambda: Collector(store), "::", port)
    async with srv:
        await srv.serve_forever()
