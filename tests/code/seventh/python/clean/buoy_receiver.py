"""Receives wave-height records from the coastal buoys (asyncio streams)."""
import asyncio
import contextlib
import logging

log = logging.getLogger("buoys")
IDLE = 900


class BuoyServer:
    def __init__(self, sink):
        self.sink = sink
        self.live = {}

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        ident = None
        try:
            ident = (await asyncio.wait_for(reader.readline(), 15)).strip().decode()
            if not ident:
                return
            stale = self.live.get(ident)
            if stale is not None:
                log.info("%s reconnected, dropping the former link", ident)
                stale.close()
            self.live[ident] = writer
            await self._records(ident, reader, writer)
        except (asyncio.TimeoutError, asyncio.IncompleteReadError):
            log.info("%s: silent or cut off", ident)
        except (ConnectionError, UnicodeDecodeError, ValueError) as exc:
            log.warning("%s: %s", ident, exc)
        finally:
            if self.live.get(ident) is writer:
                del self.live[ident]
            writer.close()
            with contextlib.suppress(Exception):
                await writer.wait_closed()

    async def _records(self, ident, reader, writer):
        while True:
            line = await asyncio.wait_for(reader.readline(), IDLE)
            if not line:
                log.info("%s signed off", ident)
                return
            height, period = map(float, line.split(b",")[:2])
            await self.sink(ident, height, period)
            writer.write(b"ok\n")
            await asyncio.wait_for(writer.drain(), 20)


async def main():
    async def to_stdout(ident, h, p):
        print(f"{ident} {h:.2f}m {p:.1f}s")

    srv = await asyncio.start_server(BuoyServer(to_stdout), port=6464, backlog=1024)
    async with srv:
        await srv.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
