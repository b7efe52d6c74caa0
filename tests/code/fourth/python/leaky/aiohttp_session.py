import aiohttp
import asyncio


async def fetch_all(urls, token):
    timeout = aiohttp.ClientTimeout(total=20)
    session = aiohttp.ClientSession(timeout=timeout, headers={"Authorization": f"Bearer {token}"})
    sem = asyncio.Semaphore(8)

    async def one(url):
        async with sem:
            async with session.get(url) as resp:
                resp.raise_for_status()
                return await resp.json()

    results = await asyncio.gather(*(one(u) for u in urls), return_exceptions=True)
    ok = [r for r in results if not isinstance(r, Exception)]
    if len(ok) < len(urls):
        print(f"{len(urls) - len(ok)} of {len(urls)} failed")
    return ok
