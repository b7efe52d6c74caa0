import asyncio
import logging
import os

import aiohttp
from aiohttp import web

logger = logging.getLogger("relay")
TARGETS = [t for t in os.environ.get("RELAY_TARGETS", "").split(",") if t]


async def http_client(app: web.Application):
    app["http"] = aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=12, connect=4),
        connector=aiohttp.TCPConnector(limit=64, limit_per_host=8),
    )
    yield
    await app["http"].close()


async def deliver(session: aiohttp.ClientSession, url: str, body: bytes, ctype: str) -> bool:
    for attempt in range(4):
        try:
            async with session.post(url, data=body, headers={"Content-Type": ctype}) as resp:
                if resp.status < 500:
                    if resp.status >= 400:
                        logger.warning("%s rejected: %d %s", url, resp.status, (await resp.text())[:120])
                    return resp.status < 400
        except (aiohttp.ClientError, asyncio.TimeoutError) as exc:
            logger.info("%s attempt %d: %r", url, attempt + 1, exc)
        await asyncio.sleep(0.5 * 2 ** attempt)
    return False


async def hook(request: web.Request) -> web.Response:
    body = await request.read()
    results = await asyncio.gather(
        *(deliver(request.app["http"], t, body, request.content_type) for t in TARGETS)
    )
    return web.json_response({"delivered": sum(results), "of": len(results)})


def build() -> web.Application:
    app = web.Application(client_max_size=2 * 1024 * 1024)
    app.cleanup_ctx.append(http_client)
    app.router.add_post("/hook", hook)
    return app


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    web.run_app(build(), port=8088)
