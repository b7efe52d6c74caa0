import asyncio
import contextlib
import logging
import secrets

log = logging.getLogger("kennel")
TOKENS = {"owner-17": "b1e7", "owner-23": "77ac"}


async def viewer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, frames) -> None:
    peer = writer.get_extra_info("peername")
    try:
        hello = await asyncio.wait_for(reader.readline(), timeout=5)
        name, _, token = hello.decode("ascii").strip().partition(" ")
        if not secrets.compare_digest(TOKENS.get(name, "?"), token):
            writer.write(b"NO\n")
            await asyncio.wait_for(writer.drain(), timeout=5)
            return
        log.info("%s watches from %s", name, peer)
        async for jpeg in frames():
            writer.write(len(jpeg).to_bytes(4, "big") + jpeg)
            await asyncio.wait_for(writer.drain(), timeout=20)
            if reader.at_eof():
                break
    except asyncio.TimeoutError:
        log.info("%s too slow", peer)
        writer.transport.abort()
    except (ConnectionError, UnicodeDecodeError, ValueError) as e:
        log.info("%s: %r", peer, e)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def serve(frames, port: int = 8554) -> None:
    server = await asyncio.start_server(lambda r, w: viewer(r, w, frames), None, port, backlog=100)
    async with server:
        await server.serve_forever()
