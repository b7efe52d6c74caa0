import asyncio
import os

import aiohttp
from aiohttp import web

# Translation front: splits a page into sentences, asks the model server for each.

MODEL = os.environ.get("MODEL_URL", "http://mt-model:9000/translate")
HTTP = web.AppKey("http", aiohttp.ClientSession)
SLOTS = web.AppKey("slots", asyncio.Semaphore)


async def http_ctx(app):
    app[HTTP] = aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=20, connect=3),
        connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=25),
    )
    yield
    await app[HTTP].close()


async def one(app, sentence, lang):
    async with app[SLOTS]:
        resp = await app[HTTP].post(MODEL, json={"q": sentence, "to": lang})
    try:
        if resp.status == 422:
            return sentence             # untranslatable, stays as it is
        resp.raise_for_status()
        return (await resp.json())["t"]
    finally:
        resp.release()


def sentences(text):
    part = ""
    for ch in text:
        part += ch
        if ch in ".!?\n":
            yield part
            part = ""
    if part:
        yield part


async def translate(request):
    doc = await request.json()
    jobs = [asyncio.ensure_future(one(request.app, s, doc["to"])) for s in sentences(doc["text"])]
    try:
        out = await asyncio.gather(*jobs)
    except (aiohttp.ClientError, asyncio.TimeoutError) as e:
        for j in jobs:
            j.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        raise web.HTTPBadGateway(text=str(e))
    return web.json_response({"text": "".join(out)})


def make_app():
    app = web.Application(client_max_size=512 * 1024)
    app[SLOTS] = asyncio.Semaphore(32)
    app.cleanup_ctx.append(http_ctx)
    app.router.add_post("/translate", translate)
    return app


if __name__ == "__main__":
    web.run_app(make_app(), port=8085, backlog=512)
