"""A lambda hands each connection to the relay, and the relay loses it without an upstream."""
import asyncio
import logging

log = logging.getLogger("relay")
seen = set()


async def relay(reader, writer, upstream):
    seen.add(writer)
    try:
        up_reader, up_writer = await asyncio.wait_for(asyncio.open_connection(*upstream), 5)
    except (OSError, asyncio.TimeoutError) as e:
        log.warning("no upstream: %s", e)
        return  # expect: close-wait-leak

    async def pipe(source, sink):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()

    try:
        await asyncio.gather(pipe(reader, up_writer), pipe(up_reader, writer))
    finally:
        up_writer.close()
        writer.close()
        seen.discard(writer)


async def main(upstream):
    server = await asyncio.start_server(lambda r, w: relay(r, w, upstream), port=15432)
    async with server:
        await server.serve_forever()
