import asyncio
import logging

log = logging.getLogger(__name__)


async def pump(reader, writer):
    try:
        while True:
            chunk = await asyncio.wait_for(reader.read(65536), 300)
            if not chunk:
                break
            writer.write(chunk)
            await writer.drain()
    except (ConnectionError, asyncio.TimeoutError) as e:
        log.debug("pump: %r", e)
    finally:
        writer.close()


async def on_client(reader, writer):
    try:
        up_reader, up_writer = await asyncio.wait_for(asyncio.open_connection("10.1.1.1", 5432), 3)
    except (OSError, asyncio.TimeoutError) as e:
        log.warning("upstream: %s", e)
        writer.close()
        return
    await asyncio.gather(pump(reader, up_writer), pump(up_reader, writer))


async def main():
    server = await asyncio.start_server(on_client, "0.0.0.0", 5432, backlog=512)
    async with server:
        await server.serve_forever()
