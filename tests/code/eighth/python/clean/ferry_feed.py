"""Ferry positions to whoever subscribes. Runs on the harbour master's box next to the AIS receiver."""
import asyncio
import contextlib
import logging

log = logging.getLogger("ferryfeed")


class Subscriber:
    def __init__(self, reader, writer):
        self._r, self._w = reader, writer
        self.queue = asyncio.Queue(maxsize=200)
        self.name = str(writer.get_extra_info("peername"))

    async def pump(self):
        while True:
            item = await self.queue.get()
            self._w.write(item + b"\n")
            await asyncio.wait_for(self._w.drain(), 20)

    async def listen(self):
        # they have nothing to tell us, but that's where their end of file shows
        while await self._r.read(1024):
            pass

    async def hang_up(self):
        self._w.close()
        with contextlib.suppress(ConnectionError, asyncio.TimeoutError):
            await asyncio.wait_for(self._w.wait_closed(), 5)
        if self._w.transport.get_write_buffer_size():
            self._w.transport.abort()


class Feed:
    def __init__(self):
        self.subs = set()

    async def __call__(self, reader, writer):
        sub = Subscriber(reader, writer)
        self.subs.add(sub)
        tasks = [asyncio.create_task(sub.pump()), asyncio.create_task(sub.listen())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for t in done:
                if t.exception():
                    log.info("%s: %r", sub.name, t.exception())
        finally:
            self.subs.discard(sub)
            for t in tasks:
                t.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await sub.hang_up()

    def publish(self, line):
        for sub in self.subs:
            try:
                sub.queue.put_nowait(line)
            except asyncio.QueueFull:
                sub.queue.get_nowait()      # the oldest position is worth nothing
                sub.queue.put_nowait(line)


async def main(ais):
    feed = Feed()
    server = await asyncio.start_server(feed, None, 4005, backlog=128)
    async with server:
        async for position in ais:
            feed.publish(position)
