from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

import aiohttp

_log = logging.getLogger(__name__)


@dataclass
class Quote:
    carrier: str
    cents: int


class FreightQuotes:
    def __init__(self, carriers: dict[str, str]) -> None:
        self.carriers = carriers
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "FreightQuotes":
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=8),
            connector=aiohttp.TCPConnector(limit=50, limit_per_host=5),
        )
        return self

    async def __aexit__(self, *exc) -> None:
        await self._session.close()

    async def _one(self, name: str, url: str, kg: int, zip_to: str) -> Quote | None:
        try:
            async with self._session.get(url, params={"kg": kg, "to": zip_to}) as r:
                if r.status == 204:
                    return None
                if r.status != 200:
                    _log.warning("%s: HTTP %d", name, r.status)
                    return None
                return Quote(name, (await r.json())["cents"])
        except (aiohttp.ClientError, asyncio.TimeoutError, KeyError, ValueError) as e:
            _log.warning("%s: %r", name, e)
            return None

    async def best(self, kg: int, zip_to: str) -> Quote | None:
        all_ = await asyncio.gather(*(self._one(n, u, kg, zip_to) for n, u in self.carriers.items()))
        return min((q for q in all_ if q), key=lambda q: q.cents, default=None)
