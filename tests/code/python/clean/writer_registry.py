import asyncio


class Registry:
    def __init__(self):
        self.writers = {}

    async def handle(self, reader, writer):
        name = (await reader.readline()).strip()
        old = self.writers.pop(name, None)
        if old is not None:
            old.close()
        self.writers[name] = writer
        try:
            while line := await reader.readline():
                await self.broadcast(name, line)
        except ConnectionError:
            pass
        finally:
            if self.writers.get(name) is writer:
                del self.writers[name]
            writer.close()
            try:
                await writer.wait_closed()
            except ConnectionError:
                pass

    async def broadcast(self, name, line):
        for n, w in list(self.writers.items()):
            if n == name:
                continue
            w.write(line)
            try:
                await asyncio.wait_for(w.drain(), 2)
            except (ConnectionError, asyncio.TimeoutError):
                w.transport.abort()


async def main():
    reg = Registry()
    srv = await asyncio.start_server(reg.handle, "", 6000)
    async with srv:
        await srv.serve_forever()
