"""Pager gateway, TAP-like protocol over TCP. Asyncio protocol, no streams."""
import asyncio
import logging
import time

log = logging.getLogger("pagergw")


class PagerProtocol(asyncio.Protocol):
    sessions = set()

    def __init__(self, queue, idle=600):
        self.queue = queue
        self.idle = idle
        self.buf = b""
        self.transport = None
        self.last = time.monotonic()
        self.watch = None

    def connection_made(self, transport):
        self.transport = transport
        self.peer = transport.get_extra_info("peername")
        self.sessions.add(self)
        self.watch = asyncio.get_running_loop().call_later(self.idle, self.check_idle)
        transport.write(b"ID=\r")

    def check_idle(self):
        left = self.last + self.idle - time.monotonic()
        if left <= 0:
            log.info("%s idle", self.peer)
            self.transport.close()
        else:
            self.watch = asyncio.get_running_loop().call_later(left, self.check_idle)

    def data_received(self, data):
        self.last = time.monotonic()
        self.buf += data
        while b"\r" in self.buf:
            line, self.buf = self.buf.split(b"\r", 1)
            self.command(line.decode("latin-1"))
        if len(self.buf) > 1000:
            self.transport.close()

    def command(self, line):
        if line.startswith("PG"):
            number, _, text = line[2:].partition(" ")
            try:
                self.queue.put_nowait((number, text))
                self.transport.write(b"\x06\r")
            except asyncio.QueueFull:
                self.transport.write(b"\x15\r")
        elif line == "\x04":
            self.transport.write(b"\x1b\x04\r")
            self.transport.close()
        else:
            self.transport.write(b"\x15\r")

    def eof_received(self):
        log.debug("%s: end of input", self.peer)
        self.watch.cancel()
        return True

    def connection_lost(self, exc):
        self.sessions.discard(self)
        self.watch.cancel()
        if exc:
            log.warning("%s: %s", self.peer, exc)


async def main():
    queue = asyncio.Queue(500)
    loop = asyncio.get_running_loop()
    srv = await loop.create_server(lambda: PagerProtocol(queue), "", 1314, backlog=200)
    async with srv:
        await srv.serve_forever()
