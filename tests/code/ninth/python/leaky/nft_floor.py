import asyncio
import logging
from decimal import Decimal
from typing import Optional

import aiohttp

log = logging.getLogger("floor")


class FloorWatcher:
    def __init__(self, api: str, collections: list[str]) -> None:
        self.api = api
        self.collections = collections
        self.floor: dict[str, Decimal] = {}
        self._http: Optional[aiohttp.ClientSession] = None

    async def __aenter__(self) -> "FloorWatcher":
        self._http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=15),
            connector=aiohttp.TCPConnector(limit=20, keepalive_timeout=30),
        )
        return self

    async def __aexit__(self, *exc) -> None:
        await self._http.close()

    async def refresh(self, slug: str) -> bool:
        resp = await self._http.get(f"{self.api}/collections/{slug}/stats")
        if resp.status != 200:
            log.warning("%s: marketplace answered %s", slug, resp.status)
            return False
        async with resp:
            doc = await resp.json()
        self.floor[slug] = Decimal(str(doc["stats"]["floor_price"]))
        return True

    async def loop(self, period: float = 20.0) -> None:
        while True:
            results = await asyncio.gather(
                *(self.refresh(s) for s in self.collections), return_exceptions=True
            )
            bad = sum(1 for r in results if r is not True)
            if bad:
                log.info("%d of %d collections not refreshed", bad, len(results))
            await asyncio.sleep(period)


async def main() -> None:
    async with FloorWatcher("https://api.market.example/v1", ["apes", "punks", "toads"]) as w:
        await w.loop()


if __name__ == "__main__":
    logging.basicConfig(level="INFO")
    asyncio.run(main())
