import asyncio
import json
import logging

log = logging.getLogger("stops")
displays = {}


async def display(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    peer = writer.get_extra_info("peername")
    stop = None
    try:
        hello = await asyncio.wait_for(reader.readline(), 10)
        if not hello:
            return
        stop = json.loads(hello)["stop"]
        displays[stop] = writer
        log.info("display at %s connected from %s", stop, peer)
        while True:
            line = await asyncio.wait_for(reader.readline(), 90)
            if not line:
                break
            writer.write(b'{"pong": true}\n')
            await writer.drain()
    except asyncio.TimeoutError:
        log.info("display %s is silent", stop or peer)
    except (ValueError, KeyError, ConnectionError) as e:
        log.warning("display %s: %r", stop or peer, e)
    finally:
        if displays.get(stop) is writer:
            del displays[stop]
        writer.close()
        try:
            await asyncio.wait_for(writer.wait_closed(), 5)
        except (OSError, asyncio.TimeoutError):
            pass


async def main() -> None:
    srv = await asyncio.start_server(display, port=7788, backlog=256)
    async with srv:
        await srv.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level="INFO")
    asyncio.run(main())
