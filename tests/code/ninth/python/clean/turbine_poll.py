import asyncio
import contextlib
import logging
import struct

log = logging.getLogger("turbines")
REQ = bytes([0x68, 0x04, 0x43, 0, 0, 0])


@contextlib.asynccontextmanager
async def link(host, port, timeout):
    """(reader, writer), closed at the end whatever happens."""
    reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), timeout)
    try:
        yield reader, writer
    finally:
        writer.close()
        try:
            await asyncio.wait_for(writer.wait_closed(), 2)
        except (OSError, asyncio.TimeoutError):
            writer.transport.abort()


async def power(rd, wr):
    wr.write(REQ)
    await asyncio.wait_for(wr.drain(), 4)
    head = await asyncio.wait_for(rd.readexactly(2), 4)
    if head[0] != 0x68:
        raise ValueError("frame starts with %#x" % head[0])
    body = await asyncio.wait_for(rd.readexactly(head[1]), 4)
    return struct.unpack_from("<f", body, 6)[0]


async def poll_forever(name, host, report, period=30):
    while True:
        try:
            async with link(host, 2404, 4) as (rd, wr):
                while True:
                    report(name, await power(rd, wr))
                    await asyncio.sleep(period)
        except asyncio.TimeoutError:
            log.warning("%s doesn't answer", name)
        except asyncio.IncompleteReadError as e:
            log.warning("%s hung up after %d bytes", name, len(e.partial))
        except (OSError, ValueError, struct.error) as e:
            log.warning("%s: %s", name, e)
        await asyncio.sleep(period)


async def main(park, report):
    tasks = [asyncio.create_task(poll_forever(n, h, report)) for n, h in park.items()]
    try:
        await asyncio.gather(*tasks)
    finally:
        for t in tasks:
            t.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
