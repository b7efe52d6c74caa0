import asyncio
import logging


class Gate:
    def __init__(self, keys):
        self.keys = keys

    async def handle(self, reader, writer):
        peer = writer.get_extra_info("peername")
        hello = await reader.readline()
        key = hello.strip().decode()
        if key not in self.keys:
            logging.warning("%s: unknown key", peer)
            return  # expect: close-wait-leak
        try:
            async for line in reader:
                await self.keys[key].put(line)
        finally:
            writer.close()

    async def run(self):
        server = await asyncio.start_server(self.handle, port=7070)
        await server.serve_forever()
