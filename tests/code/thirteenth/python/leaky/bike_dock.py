import asyncio
import logging
import struct

logger = logging.getLogger("docks")


class DockRegistry(dict):
    """dock number -> DockProtocol"""

    def available(self):
        return sum(p.bikes for p in self.values())


class DockProtocol(asyncio.Protocol):
    SILENCE = 240

    def __init__(self, registry: DockRegistry):
        self.registry = registry
        self.number = None
        self.bikes = 0
        self.transport = None
        self._buf = bytearray()
        self._watchdog = None

    def connection_made(self, transport):
        self.transport = transport
        self._rearm()

    def data_received(self, data):
        self._rearm()
        self._buf += data
        while len(self._buf) >= 8:
            number, bikes = struct.unpack_from("!II", self._buf)
            del self._buf[:8]
            if self.number is None:
                self.number = number
                logger.info("dock %d signed on", number)
            self.bikes = bikes
            self.registry[self.number] = self
            self.transport.write(b"\x06")

    def _rearm(self):
        if self._watchdog:
            self._watchdog.cancel()
        self._watchdog = asyncio.get_running_loop().call_later(self.SILENCE, self._silent)

    def _silent(self):
        logger.warning("dock %s silent for %d s, taken off the map", self.number, self.SILENCE)
        if self.registry.get(self.number) is self:
            del self.registry[self.number]

    def connection_lost(self, exc):
        self._watchdog.cancel()
        if self.registry.get(self.number) is self:
            del self.registry[self.number]


async def main():
    registry = DockRegistry()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: DockProtocol(registry), port=5511, backlog=200)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
