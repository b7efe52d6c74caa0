import asyncio
import collections
import pathlib


class SinkProtocol(asyncio.Protocol):
    """Log shippers push lines; we batch them to disk. Slow disks make us pause the sender."""

    HIGH = 4 * 1024 * 1024
    IDLE = 300

    def __init__(self, store, loop):
        self.store = store
        self.loop = loop
        self.pending = collections.deque()
        self.pending_bytes = 0
        self.paused = False
        self.rest = b""

    def connection_made(self, transport):
        self.transport = transport
        self.flusher = self.loop.create_task(self.flush_loop())
        self.timer = self.loop.call_later(self.IDLE, transport.abort)

    def data_received(self, data):
        self.timer.cancel()
        self.timer = self.loop.call_later(self.IDLE, self.give_up_if_idle)
        *lines, self.rest = (self.rest + data).split(b"\n")
        self.pending.extend(lines)
        self.pending_bytes += len(data)
        if self.pending_bytes > self.HIGH and not self.paused:
            self.paused = True
            self.transport.pause_reading()

    def give_up_if_idle(self):
        if self.paused:
            return
        self.transport.abort()

    async def flush_loop(self):
        while True:
            await asyncio.sleep(0.25)
            batch = []
            while self.pending:
                batch.append(self.pending.popleft())
            if batch:
                await asyncio.to_thread(self.store.append, batch)
                self.pending_bytes = 0

    def eof_received(self):
        return False

    def connection_lost(self, exc):
        self.timer.cancel()
        self.flusher.cancel()
        if self.pending:
            self.store.append(list(self.pending))


class Store:
    def __init__(self, path):
        self.path = pathlib.Path(path)

    def append(self, lines):
        with self.path.open("ab") as f:
            f.write(b"\n".join(lines) + b"\n")


async def main():
    loop = asyncio.get_running_loop()
    store = Store("/var/log/collected.log")
    server = await loop.create_server(lambda: SinkProtocol(store, loop), "", 5140, backlog=511)
    await server.serve_forever()

asyncio.run(main())
