import asyncio
import logging

import aiohttp

logger = logging.getLogger("inventory")


class InventoryApi:
    def __init__(self, base_url: str, token: str) -> None:
        self.base_url = base_url
        self.headers = {"Authorization": f"Bearer {token}"}
        self.timeout = aiohttp.ClientTimeout(total=10)
        self.session: aiohttp.ClientSession | None = None

    async def __aenter__(self):
        self.session = aiohttp.ClientSession(headers=self.headers, timeout=self.timeout)
        return self

    async def __aexit__(self, *exc) -> None:
        await self.session.close()

    async def stock(self, sku: str) -> int:
        async with self.session.get(f"{self.base_url}/stock/{sku}") as resp:
            if resp.status == 404:
                return 0
            resp.raise_for_status()
            data = await resp.json()
            return int(data["available"])

    async def stock_many(self, skus: list[str]) -> dict[str, int]:
        values = await asyncio.gather(*(self.stock(s) for s in skus), return_exceptions=True)
        out = {}
        for sku, v in zip(skus, values):
            if isinstance(v, BaseException):
                logger.warning("stock of %s: %r", sku, v)
            else:
                out[sku] = v
        return out
