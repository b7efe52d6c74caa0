import asyncio
import contextlib
import logging

import aiohttp

log = logging.getLogger("gateway")


class Gateway:
    """TCP devices in, HTTP backend out. One HTTP session for the whole process."""

    def __init__(self, backend):
        self.backend = backend
        self.http = None
        self.slots = asyncio.Semaphore(200)

    async def device(self, reader, writer):
        peer = writer.get_extra_info("peername")
        try:
            async with self.slots:
                while line := await asyncio.wait_for(reader.readline(), 120):
                    writer.write(await self.forward(line.strip()))
                    await asyncio.wait_for(writer.drain(), 10)
        except (asyncio.TimeoutError, ValueError):
            log.info("%s: silent or strange", peer)
        except ConnectionError as e:
            log.info("%s: %s", peer, e)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def forward(self, line):
        try:
            async with self.http.post(self.backend, data=line) as rsp:
                if rsp.status != 200:
                    return b"ERR %d\n" % rsp.status
                return (await rsp.content.read(512)).replace(b"\n", b" ") + b"\n"
        except (aiohttp.ClientError, asyncio.TimeoutError) as e:
            log.warning("backend: %r", e)
            return b"ERR 0\n"

    async def run(self, port):
        limits = aiohttp.TCPConnector(limit=50, keepalive_timeout=20)
        timeout = aiohttp.ClientTimeout(total=15, connect=3)
        async with aiohttp.ClientSession(connector=limits, timeout=timeout) as self.http:
            server = await asyncio.start_server(self.device, port=port, backlog=512, limit=8192)
            async with server:
                await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(Gateway("http://ingest.local/v1/lines").run(7800))
