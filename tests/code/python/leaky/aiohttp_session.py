import aiohttp

async def fetch(url):
    session = aiohttp.ClientSession()  # expect: close-wait-leak
    async with session.get(url) as resp:
        return await resp.text()
