import asyncio
import json
import sys

import aiohttp

API = "https://tags.museum.example/v1"
LANES = 6


async def describe(http: aiohttp.ClientSession, obj: str) -> dict:
    for attempt in range(4):
        async with http.get(f"{API}/objects/{obj}") as r:
            if r.status == 200:
                return await r.json()
            if r.status == 404:
                return {"id": obj, "missing": True}
            if r.status not in (429, 503):
                r.raise_for_status()
            pause = float(r.headers.get("Retry-After", 2 ** attempt))
        await asyncio.sleep(pause)
    return {"id": obj, "error": "throttled"}


async def lane(http, ids, out):
    for obj in ids:
        try:
            doc = await describe(http, obj)
        except (aiohttp.ClientError, asyncio.TimeoutError) as e:
            doc = {"id": obj, "error": repr(e)}
        print(json.dumps(doc), file=out)


async def main(path):
    with open(path) as f:
        ids = iter([line.strip() for line in f if line.strip()])
    conn = aiohttp.TCPConnector(limit=LANES, keepalive_timeout=15)
    timeout = aiohttp.ClientTimeout(total=30, sock_connect=5)
    async with aiohttp.ClientSession(connector=conn, timeout=timeout) as http:
        await asyncio.gather(*(lane(http, ids, sys.stdout) for _ in range(LANES)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
