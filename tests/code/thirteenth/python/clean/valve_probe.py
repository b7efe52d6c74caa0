import asyncio
import logging
from contextlib import asynccontextmanager, suppress

log = logging.getLogger("valves")


@asynccontextmanager
async def valve_line(host: str, port: int = 4196, connect_timeout: float = 3.0):
    reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), connect_timeout)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError, asyncio.TimeoutError):
            await asyncio.wait_for(writer.wait_closed(), 2)


async def position(host: str) -> int:
    async with valve_line(host) as (r, w):
        w.write(b"P?\r")
        await w.drain()
        answer = await asyncio.wait_for(r.readuntil(b"\r"), 4)
        return int(answer)


async def survey(hosts):
    sem = asyncio.Semaphore(20)

    async def one(h):
        async with sem:
            try:
                return h, await position(h)
            except asyncio.IncompleteReadError:
                log.warning("%s closed early", h)
            except asyncio.TimeoutError:
                log.warning("%s timed out", h)
            except (OSError, ValueError) as e:
                log.warning("%s: %s", h, e)
            return h, None

    return dict(await asyncio.gather(*(one(h) for h in hosts)))


async def every(seconds, hosts, publish):
    while True:
        publish(await survey(hosts))
        await asyncio.sleep(seconds)
