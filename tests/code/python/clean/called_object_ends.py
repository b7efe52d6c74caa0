"""start_server is given an object that can be called."""
import asyncio


class Hub:
    def __init__(self):
        self.online = {}

    async def __call__(self, reader, writer):
        try:
            name = await asyncio.wait_for(reader.readline(), 10)
        except (asyncio.TimeoutError, ConnectionError):
            print("no hello")
            writer.close()
            return
        self.online[name] = writer.get_extra_info("peername")
        try:
            while await asyncio.wait_for(reader.readline(), 180):
                writer.write(b"ok\n")
                await writer.drain()
        except (asyncio.TimeoutError, ConnectionError):
            print("silent")
        finally:
            self.online.pop(name, None)
            writer.close()


async def main():
    hub = Hub()
    server = await asyncio.start_server(hub, "0.0.0.0", 6161)
    async with server:
        await server.serve_forever()
