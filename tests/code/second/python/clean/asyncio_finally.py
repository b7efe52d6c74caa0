import asyncio
import contextlib
import logging

log = logging.getLogger(__name__)


async def relay(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except (ConnectionResetError, BrokenPipeError):
        pass
    finally:
        with contextlib.suppress(OSError, RuntimeError):
            writer.write_eof()


async def handle(reader, writer):
    peer = writer.get_extra_info("peername")
    up_writer = None
    try:
        up_reader, up_writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", 5432), 3)
        await asyncio.gather(relay(reader, up_writer), relay(up_reader, writer))
    except (OSError, asyncio.TimeoutError) as e:
        log.warning("%s: %s", peer, e)
    finally:
        for w in (writer, up_writer):
            if w is None:
                continue
            w.close()
            with contextlib.suppress(OSError):
                await w.wait_closed()


async def main():
    server = await asyncio.start_server(handle, "0.0.0.0", 6432, backlog=512)
    async with server:
        await server.serve_forever()
