import asyncio
import contextlib
import logging

log = logging.getLogger(__name__)


async def handle(reader, writer):
    peer = writer.get_extra_info("peername")
    try:
        while True:
            async with asyncio.timeout(90):
                head = await reader.readexactly(4)
                body = await reader.readexactly(int.from_bytes(head, "big"))
            if not body:
                break
            writer.write(head + body)
            await writer.drain()
    except asyncio.IncompleteReadError:
        log.info("%s went away", peer)
    except (TimeoutError, ConnectionError) as exc:
        log.info("%s: %r", peer, exc)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def main():
    srv = await asyncio.start_server(handle, port=4040)
    async with srv:
        await srv.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
