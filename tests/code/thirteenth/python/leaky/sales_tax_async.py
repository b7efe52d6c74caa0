from __future__ import annotations

import asyncio
import csv
import sys

import aiohttp


async def rate(session: aiohttp.ClientSession, zip_code: str) -> float | None:
    resp = await session.get(f"/v1/rates/{zip_code}", allow_redirects=False)
    if resp.status == 429:
        print("throttled at", zip_code, file=sys.stderr)
        await asyncio.sleep(float(resp.headers.get("Retry-After", "1")))
        return None
    async with resp:
        if resp.status != 200:
            return None
        doc = await resp.json()
        return float(doc["combined_rate"])


async def worker(session, todo: asyncio.Queue, result: dict) -> None:
    while True:
        try:
            z = todo.get_nowait()
        except asyncio.QueueEmpty:
            return
        try:
            result[z] = await rate(session, z)
        except (aiohttp.ClientError, asyncio.TimeoutError) as e:
            print(z, repr(e), file=sys.stderr)


async def main(path: str) -> None:
    todo: asyncio.Queue = asyncio.Queue()
    with open(path, newline="") as f:
        for row in csv.DictReader(f):
            todo.put_nowait(row["zip"])
    result: dict[str, float | None] = {}
    async with aiohttp.ClientSession(
        "https://tax.example",
        connector=aiohttp.TCPConnector(limit=10),
        timeout=aiohttp.ClientTimeout(total=20, connect=5),
    ) as session:
        await asyncio.gather(*(worker(session, todo, result) for _ in range(10)))
    for z, r in sorted(result.items()):
        print(f"{z},{'' if r is None else r}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
