"""Students' measurement server: sends sample blocks as fast as the client takes them."""
import asyncio
import itertools
import logging
import struct

log = logging.getLogger("lab")


class Sampler(asyncio.Protocol):
    clients = 0
    LIMIT = 200
    QUIET = 300

    def __init__(self, source):
        self.source = source
        self.task = None
        self.may_write = asyncio.Event()
        self.may_write.set()
        self.line = b""

    def connection_made(self, transport):
        self.transport = transport
        Sampler.clients += 1
        transport.set_write_buffer_limits(high=256 * 1024)
        self.timer = asyncio.get_running_loop().call_later(self.QUIET, transport.abort)
        self.refused = Sampler.clients > self.LIMIT
        if self.refused:
            transport.write(b"full, sorry\n")
            transport.write_eof()       # the client closes, or the timer does

    def data_received(self, data):
        if self.refused or self.task is not None:
            return                      # swallowed
        self.line += data
        if b"\n" in self.line:
            self.timer.cancel()
            self.task = asyncio.ensure_future(self.stream(self.line.split(b"\n")[0]))
        elif len(self.line) > 100:
            self.transport.close()

    def pause_writing(self):
        self.may_write.clear()
        self.timer = asyncio.get_running_loop().call_later(60, self.transport.abort)

    def resume_writing(self):
        self.timer.cancel()
        self.may_write.set()

    async def stream(self, channel):
        try:
            for n in itertools.count():
                block = await self.source.read(channel)
                if block is None:
                    break
                self.transport.write(struct.pack("!II", n, len(block)) + block)
                await self.may_write.wait()
        except LookupError:
            self.transport.write(b"no such channel\n")
        except Exception:
            log.exception("channel %r", channel)
        finally:
            self.transport.close()

    def eof_received(self):
        return self.task is not None    # half-closed clients still get their samples

    def connection_lost(self, exc):
        Sampler.clients -= 1
        self.timer.cancel()
        self.may_write.set()
        if self.task is not None:
            self.task.cancel()


async def main(source, port=5025):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sampler(source), "", port, backlog=100)
    async with server:
        await server.serve_forever()
