import asyncio
import contextlib
import json
import logging

logger = logging.getLogger("irrigation")
IDLE = 120
valves: dict[str, asyncio.StreamWriter] = {}


async def valve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    name = None
    try:
        hello = json.loads(await asyncio.wait_for(reader.readline(), 10))
        name = hello["valve"]
        stale = valves.get(name)
        if stale is not None:
            logger.info("%s came back, old link closed", name)
            stale.close()
        valves[name] = writer
        while True:
            line = await asyncio.wait_for(reader.readline(), IDLE)
            if not line:
                logger.info("%s disconnected", name)
                return
            logger.debug("%s: %s", name, line)
            writer.write(b'{"ok":true}\n')
            await writer.drain()
    except asyncio.TimeoutError:
        logger.warning("%s silent", name)
    except (OSError, ValueError, KeyError, TypeError) as e:
        logger.warning("%s: %r", name, e)
    finally:
        if name is not None and valves.get(name) is writer:
            del valves[name]
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def main() -> None:
    server = await asyncio.start_server(valve, port=6500, backlog=256)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
