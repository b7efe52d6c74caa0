import asyncio
import logging

log = logging.getLogger("jukebox")


class JukeboxProtocol(asyncio.Protocol):
    IDLE = 60

    def __init__(self, player, everyone):
        self.player = player
        self.everyone = everyone
        self.buf = b""
        self.timer = None

    def connection_made(self, transport):
        self.transport = transport
        self.everyone.add(self)
        self._rearm()

    def _rearm(self):
        if self.timer:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(self.IDLE, self.transport.abort)

    def data_received(self, data):
        self._rearm()
        self.buf += data
        if len(self.buf) > 2048:
            self.transport.abort()
            return
        out = []
        *cmds, self.buf = self.buf.split(b"\n")
        for cmd in cmds:
            out.append(self.player.command(cmd.decode("utf-8", "replace").strip()))
        if out:
            self.transport.write("\n".join(out).encode() + b"\n")

    def eof_received(self):
        return False  # lets the transport close itself

    def connection_lost(self, exc):
        self.everyone.discard(self)
        if self.timer:
            self.timer.cancel()
        if exc:
            log.info("table lost: %s", exc)


async def serve(player, port=6600):
    loop = asyncio.get_running_loop()
    everyone = set()
    server = await loop.create_server(lambda: JukeboxProtocol(player, everyone), port=port)
    try:
        async with server:
            await server.serve_forever()
    finally:
        for p in list(everyone):
            p.transport.close()
