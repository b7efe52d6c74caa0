import asyncio
import json
import logging

import aiohttp

log = logging.getLogger("sms")
GATEWAY = "https://smsc.example/api/send"


class Dispatcher:
    """Takes messages from the broker's queue and gives them to the SMS centre."""

    def __init__(self, token, parallel=20):
        self.token = token
        self.queue = asyncio.Queue(5000)
        self.parallel = parallel
        self.failed = 0

    async def send(self, msg):
        timeout = aiohttp.ClientTimeout(total=10)
        headers = {"Authorization": "Bearer " + self.token}
        async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
            async with session.post(GATEWAY, json=msg) as resp:
                body = await resp.json()
                if resp.status != 202:
                    raise RuntimeError("%s %s" % (resp.status, body.get("error")))
                return body["id"]

    async def worker(self):
        while True:
            msg = await self.queue.get()
            try:
                ident = await self.send(msg)
                log.debug("%s -> %s", msg["to"], ident)
            except (aiohttp.ClientError, asyncio.TimeoutError, RuntimeError) as e:
                self.failed += 1
                log.warning("to %s: %s", msg.get("to"), e)
            finally:
                self.queue.task_done()

    async def run(self, broker):
        crew = [asyncio.create_task(self.worker()) for _ in range(self.parallel)]
        try:
            async for raw in broker:
                try:
                    await self.queue.put(json.loads(raw))
                except ValueError:
                    log.error("not JSON: %.60r", raw)
            await self.queue.join()
        finally:
            for t in crew:
                t.cancel()
            await asyncio.gather(*crew, return_exceptions=True)
