"""Greenhouse controllers speak STX/ETX frames; asyncio.Protocol flavour."""
import asyncio
import logging

log = logging.getLogger(__name__)
STX, ETX = 2, 3
SILENCE = 180.0
LIMIT = 64 * 1024


class Controller(asyncio.Protocol):
    def __init__(self, registry):
        self.registry = registry
        self.transport = None
        self.buf = bytearray()
        self.timer = None

    def connection_made(self, transport):
        self.transport = transport
        self.registry.add(self)
        self._rewind()

    def _rewind(self):
        if self.timer:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(SILENCE, self._silent)

    def _silent(self):
        log.info("%s silent", self.transport.get_extra_info("peername"))
        self.transport.abort()

    def data_received(self, data):
        self._rewind()
        self.buf += data
        if len(self.buf) > LIMIT:
            log.warning("frame too long")
            self.transport.abort()
            return
        while True:
            start = self.buf.find(STX)
            end = self.buf.find(ETX, start + 1)
            if start < 0 or end < 0:
                break
            frame = bytes(self.buf[start + 1:end])
            del self.buf[:end + 1]
            self.frame(frame)

    def frame(self, frame):
        log.debug("frame %r", frame)
        self.transport.write(b"\x06")

    def eof_received(self):
        return False        # lets the transport close itself

    def connection_lost(self, exc):
        self.timer.cancel()
        self.registry.discard(self)
        log.info("controller gone: %s", exc or "bye")


async def main():
    registry = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Controller(registry), None, 3070, backlog=300)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
