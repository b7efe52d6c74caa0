import asyncio
import aiohttp


class Api:
    def __init__(self, base):
        self.base = base
        self._session = None

    async def __aenter__(self):
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10))
        return self

    async def __aexit__(self, *exc):
        await self._session.close()

    async def get(self, path):
        async with self._session.get(self.base + path) as r:
            r.raise_for_status()
            return await r.json()

    async def head(self, path):
        r = await self._session.head(self.base + path)
        try:
            return r.status
        finally:
            r.release()


async def main():
    async with Api("https://x.example") as api:
        print(await asyncio.gather(*(api.get(f"/i/{n}") for n in range(10))))
