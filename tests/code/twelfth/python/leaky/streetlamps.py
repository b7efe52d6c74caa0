"""Street lamp controllers (LoRa concentrators) report here once a minute.

They introduce themselves with a line, then send JSON lines until the mast
loses power or somebody reboots the concentrator.
"""
import asyncio
import json
import logging
import os

log = logging.getLogger("lamps")

HELLO_TIMEOUT = 10
REPORT_TIMEOUT = 180


class LampHub:
    def __init__(self, sink):
        self.sink = sink
        self.online = {}

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        peer = writer.get_extra_info("peername")
        try:
            hello = await asyncio.wait_for(reader.readline(), HELLO_TIMEOUT)
        except (asyncio.TimeoutError, ConnectionError, ValueError):
            log.warning("%s did not say hello", peer)
            return
        mast = hello.decode("ascii", "replace").strip()
        self.online[mast] = peer
        log.info("mast %s is %s", mast, peer)
        try:
            await self.reports(mast, reader, writer)
        except asyncio.TimeoutError:
            log.warning("mast %s silent", mast)
        except (ConnectionError, ValueError) as exc:
            log.warning("mast %s: %s", mast, exc)
        finally:
            self.online.pop(mast, None)
            writer.close()

    async def reports(self, mast, reader, writer):
        while True:
            raw = await asyncio.wait_for(reader.readline(), REPORT_TIMEOUT)
            if not raw:
                log.info("mast %s disconnected", mast)
                return
            report = json.loads(raw)
            await self.sink(mast, report)
            writer.write(b'{"ok":true}\n')
            await writer.drain()


async def print_sink(mast, report):
    lux = report.get("lux")
    faults = [n for n, s in report.get("lamps", {}).items() if s == "fault"]
    print(f"{mast}: lux={lux} faults={','.join(faults) or '-'}")


async def main():
    hub = LampHub(print_sink)
    server = await asyncio.start_server(
        hub, "0.0.0.0", int(os.environ.get("LAMP_PORT", "6161")), backlog=512
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
