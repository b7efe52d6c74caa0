import aiohttp
import asyncio

async def one(session, url):
    async with session.get(url, timeout=aiohttp.ClientTimeout(total=5)) as resp:
        return await resp.text()

async def crawl(urls):
    async with aiohttp.ClientSession() as session:
        return await asyncio.gather(*(one(session, u) for u in urls))
