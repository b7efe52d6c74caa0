import asyncio
import logging

import aiohttp

log = logging.getLogger("vacancies")

TIMEOUT = aiohttp.ClientTimeout(total=25, sock_connect=4)


async def page(session, n):
    async with session.get("/api/vacancies", params={"page": n}) as r:
        if r.status == 204:
            return []
        if r.status == 429:
            wait = int(r.headers.get("Retry-After", "5"))
            log.info("page %d: slowed down for %ds", n, wait)
        else:
            r.raise_for_status()
            return await r.json()
    await asyncio.sleep(min(wait, 60))
    async with session.get("/api/vacancies", params={"page": n}) as again:
        again.raise_for_status()
        return await again.json()


async def sync(store, pages):
    gate = asyncio.Semaphore(5)

    async with aiohttp.ClientSession("https://jobs.city.example", timeout=TIMEOUT) as session:

        async def one(n):
            async with gate:
                try:
                    rows = await page(session, n)
                except (aiohttp.ClientError, asyncio.TimeoutError) as e:
                    log.warning("page %d: %r", n, e)
                    return 0
                await store.upsert(rows)
                return len(rows)

        counts = await asyncio.gather(*(one(n) for n in range(1, pages + 1)))
    log.info("%d vacancies", sum(counts))
    return sum(counts)
