import asyncio
import logging

log = logging.getLogger("ferry")


class FerryProtocol(asyncio.Protocol):
    """Position reports of the ferries; line based, answer is a running number."""

    timeout = 120
    max_line = 512

    def __init__(self, fleet: dict):
        self.fleet = fleet
        self.name = None
        self.count = 0
        self.tail = b""
        self.timer = None

    def connection_made(self, transport):
        self.transport = transport
        self.loop = asyncio.get_running_loop()
        self.touch()

    def touch(self):
        if self.timer is not None:
            self.timer.cancel()
        self.timer = self.loop.call_later(self.timeout, self.expired)

    def expired(self):
        log.warning("ferry %s: no report for %d s", self.name, self.timeout)
        self.transport.abort()

    def data_received(self, data):
        self.touch()
        *lines, self.tail = (self.tail + data).split(b"\n")
        if len(self.tail) > self.max_line:
            log.warning("ferry %s: endless line", self.name)
            self.transport.abort()
            return
        replies = []
        for line in lines:
            ship, _, pos = line.decode("ascii", "replace").partition("@")
            if self.name is None:
                self.name = ship
                previous = self.fleet.get(ship)
                self.fleet[ship] = self
                if previous is not None:
                    previous.transport.close()
            self.count += 1
            replies.append(b"%d\n" % self.count)
            log.debug("%s at %s", ship, pos)
        if replies:
            self.transport.write(b"".join(replies))

    def eof_received(self):
        return False

    def connection_lost(self, exc):
        self.timer.cancel()
        if self.fleet.get(self.name) is self:
            del self.fleet[self.name]
        log.info("ferry %s off (%s)", self.name, exc)


async def run(port=6201):
    fleet = {}
    server = await asyncio.get_running_loop().create_server(lambda: FerryProtocol(fleet), None, port)
    async with server:
        await server.serve_forever()
