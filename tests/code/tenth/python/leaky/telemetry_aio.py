import asyncio
import hmac
import json
import logging
import os

log = logging.getLogger("rocket.telemetry")
KEY = os.environ.get("STAND_KEY", "bench").encode()
IDLE = 60


class Stand:
    """Collects engine test bench samples."""

    def __init__(self):
        self.live = {}
        self.sink = asyncio.Queue(maxsize=10_000)

    async def client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        peer = writer.get_extra_info("peername")
        try:
            hello = json.loads(await asyncio.wait_for(reader.readline(), 10))
            bench, mac = hello["bench"], hello["mac"]
        except (asyncio.TimeoutError, ValueError, KeyError, OSError) as e:
            log.warning("no usable hello from %s: %r", peer, e)
            writer.close()
            return

        good = hmac.new(KEY, bench.encode(), "sha256").hexdigest()
        if not hmac.compare_digest(good, mac):
            log.warning("bench %s at %s has the wrong key", bench, peer)
            writer.write(b'{"error":"key"}\n')
            await writer.drain()
            return

        self.live[bench] = peer
        try:
            writer.write(b'{"ok":true}\n')
            await writer.drain()
            while True:
                line = await asyncio.wait_for(reader.readline(), IDLE)
                if not line:
                    break
                await self.sink.put((bench, line))
        except asyncio.TimeoutError:
            log.info("bench %s silent", bench)
        except (OSError, ValueError) as e:
            log.warning("bench %s: %s", bench, e)
        finally:
            self.live.pop(bench, None)
            writer.close()

    async def drain_to(self, path):
        with open(path, "ab", buffering=1 << 16) as f:
            while True:
                bench, line = await self.sink.get()
                f.write(bench.encode() + b" " + line)


async def main():
    logging.basicConfig(level=logging.INFO)
    stand = Stand()
    srv = await asyncio.start_server(stand.client, port=7373, limit=1 << 18)
    async with srv:
        await asyncio.gather(srv.serve_forever(), stand.drain_to("/data/bench.log"))


asyncio.run(main())
