import aiohttp
import asyncio


async def price(sku):
    async with aiohttp.ClientSession() as s:  # expect: connection-churn
        async with s.get(f"https://shop.example/p/{sku}") as r:
            return (await r.json())["price"]


async def main(skus):
    return await asyncio.gather(*(price(s) for s in skus))
