import asyncio
import csv
import sys

import aiohttp

API = "https://mt.sprachdienst.example/v1/translate"
PARALLEL = 8


class QuotaExceeded(RuntimeError):
    pass


async def translate(session, text, lang):
    async with session.post(API, json={"q": text, "to": lang}) as resp:
        if resp.status == 429:
            raise QuotaExceeded(resp.headers.get("Retry-After", "60"))
        if resp.status == 422:
            return None                 # nothing to translate, e.g. only digits
        resp.raise_for_status()
        payload = await resp.json()
    return payload["text"]


async def worker(name, session, todo, done):
    while True:
        row = await todo.get()
        try:
            row["translated"] = await translate(session, row["text"], row["lang"]) or row["text"]
            done.append(row)
        except QuotaExceeded as q:
            print(f"{name}: quota, waiting {q}s", file=sys.stderr)
            await asyncio.sleep(float(str(q)))
            todo.put_nowait(row)
        except (aiohttp.ClientError, asyncio.TimeoutError, KeyError, ValueError) as e:
            print(f"{name}: row {row['id']}: {e!r}", file=sys.stderr)
        finally:
            todo.task_done()


async def main(src, dst):
    todo, done = asyncio.Queue(), []
    with open(src, newline="", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            todo.put_nowait(row)

    timeout = aiohttp.ClientTimeout(total=45, connect=5)
    connector = aiohttp.TCPConnector(limit=PARALLEL, keepalive_timeout=20)
    async with aiohttp.ClientSession(
        timeout=timeout, connector=connector, headers={"X-Client": "catalogue"}
    ) as session:
        tasks = [asyncio.create_task(worker(f"w{i}", session, todo, done)) for i in range(PARALLEL)]
        await todo.join()
        for t in tasks:
            t.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    done.sort(key=lambda r: int(r["id"]))
    with open(dst, "w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, ["id", "lang", "text", "translated"], extrasaction="ignore")
        out.writeheader()
        out.writerows(done)
    print(f"{len(done)} rows translated")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
