"""Who is one too many is heard out, told so, and sent away."""
import asyncio
import contextlib

clients = set()


async def serve(reader, writer):
    clients.add(writer)
    try:
        if len(clients) > 300:
            await asyncio.wait_for(reader.readline(), 5)
            writer.write(b"BUSY\n")
            await asyncio.wait_for(writer.drain(), 5)
            return
        while line := await asyncio.wait_for(reader.readline(), 90):
            writer.write(line)
            await writer.drain()
    except (ConnectionError, asyncio.TimeoutError):
        pass
    finally:
        clients.discard(writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "", 7070)
    async with server:
        await server.serve_forever()
