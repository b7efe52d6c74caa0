import asyncio
import logging
from collections.abc import Iterable

import aiohttp

logger = logging.getLogger(__name__)

CARRIERS = {
    "XA": "https://ndc.xair.example/offers",
    "BV": "https://api.bluevia.example/v1/quote",
    "KO": "https://shop.koral.example/rest/fares",
}


class FareShopper:
    def __init__(self, parallel: int = 12) -> None:
        self._gate = asyncio.Semaphore(parallel)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "FareShopper":
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=12, sock_connect=3),
            connector=aiohttp.TCPConnector(limit=24, limit_per_host=8, keepalive_timeout=20),
        )
        return self

    async def __aexit__(self, *exc_info) -> None:
        await self._session.close()

    async def _quote(self, carrier: str, leg: tuple[str, str, str]) -> float | None:
        origin, dest, day = leg
        async with self._gate:
            try:
                async with self._session.get(
                    CARRIERS[carrier], params={"from": origin, "to": dest, "date": day}
                ) as resp:
                    if resp.status == 204:
                        return None
                    resp.raise_for_status()
                    offer = await resp.json()
            except (aiohttp.ClientError, asyncio.TimeoutError) as exc:
                logger.warning("%s %s-%s: %r", carrier, origin, dest, exc)
                return None
        return float(offer["total"])

    async def cheapest(self, leg: tuple[str, str, str]) -> tuple[str, float] | None:
        prices = await asyncio.gather(*(self._quote(c, leg) for c in CARRIERS))
        known = [(c, p) for c, p in zip(CARRIERS, prices) if p is not None]
        return min(known, key=lambda cp: cp[1], default=None)


async def shop(legs: Iterable[tuple[str, str, str]]) -> dict:
    async with FareShopper() as shopper:
        return {leg: await shopper.cheapest(leg) for leg in legs}
