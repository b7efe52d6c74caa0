import aiohttp
import asyncio

async def crawl(urls):
    for url in urls:
        async with aiohttp.ClientSession() as session:  # expect: connection-churn
            async with session.get(url) as resp:
                print(url, resp.status)

asyncio.run(crawl(["http://a", "http://b"]))
