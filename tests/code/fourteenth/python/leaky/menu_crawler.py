import asyncio
import logging
from typing import Optional

import aiohttp

LOG = logging.getLogger("menus")


class MenuCrawler:
    def __init__(self, concurrency: int = 20):
        self._sem = asyncio.Semaphore(concurrency)
        self._session: Optional[aiohttp.ClientSession] = None
        self.misses = {}

    async def __aenter__(self):
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=40, limit_per_host=4),
            timeout=aiohttp.ClientTimeout(total=20, connect=5),
        )
        return self

    async def __aexit__(self, *exc):
        await self._session.close()

    async def menu(self, canteen: str, url: str) -> Optional[dict]:
        async with self._sem:
            resp = await self._session.get(url, headers={"Accept": "application/json"})
            if resp.status != 200:
                LOG.info("%s: HTTP %s", canteen, resp.status)
                self.misses[canteen] = resp
                return None
            try:
                return await resp.json()
            except (aiohttp.ClientPayloadError, ValueError) as e:
                LOG.warning("%s: unreadable menu: %s", canteen, e)
                return None
            finally:
                resp.release()

    async def crawl(self, canteens: dict) -> dict:
        names = list(canteens)
        got = await asyncio.gather(*(self.menu(n, canteens[n]) for n in names), return_exceptions=True)
        return {n: m for n, m in zip(names, got) if isinstance(m, dict)}
