"""Vending machines: stock and cash box levels, a line each."""
import asyncio
import contextlib
import json
import logging

log = logging.getLogger(__name__)


class Machine:
    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer
        self.serial = "?"

    async def lines(self, idle):
        while True:
            line = await asyncio.wait_for(self.reader.readline(), idle)
            if not line:
                return
            yield line.strip()

    async def say(self, **kw):
        self.writer.write(json.dumps(kw).encode() + b"\n")
        await asyncio.wait_for(self.writer.drain(), 20)

    async def aclose(self):
        self.writer.close()
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            await asyncio.wait_for(self.writer.wait_closed(), 5)


async def session(m, sink):
    async for line in m.lines(idle=900):
        doc = json.loads(line)
        if "hello" in doc:
            m.serial = doc["hello"]
            await m.say(welcome=m.serial)
        elif "stock" in doc:
            await sink(m.serial, doc["stock"])
            await m.say(ok=True)
        elif doc.get("bye"):
            return
        else:
            await m.say(error="unknown message")


def connected(sink):
    async def handler(reader, writer):
        m = Machine(reader, writer)
        try:
            await session(m, sink)
        except asyncio.TimeoutError:
            log.info("machine %s silent", m.serial)
        except (OSError, ValueError) as e:
            log.warning("machine %s: %s", m.serial, e)
        finally:
            await m.aclose()
    return handler


async def main(sink, port=8822):
    server = await asyncio.start_server(connected(sink), None, port, backlog=300, limit=8192)
    async with server:
        await server.serve_forever()
