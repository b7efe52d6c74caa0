import asyncio
import logging
from aiohttp import ClientSession, ClientTimeout, TCPConnector, web

logger = logging.getLogger(__name__)

PROVIDERS = (
    "https://geo-a.example/v2/{}",
    "https://geo-b.example/ip?q={}",
)


async def http_session(app):
    app["http"] = ClientSession(
        connector=TCPConnector(limit=50, limit_per_host=20, keepalive_timeout=30),
        timeout=ClientTimeout(total=6, connect=2),
    )
    yield
    await app["http"].close()


async def ask(session, url):
    resp = await session.get(url, headers={"Accept": "application/json"})
    if resp.status == 404:
        resp.release()
        return None
    if resp.status != 200:
        logger.warning("%s: %s", url, resp.status)
        return None
    try:
        return await resp.json()
    finally:
        resp.release()


async def locate(request):
    ip = request.match_info["ip"]
    cache = request.app["cache"]
    if ip in cache:
        return web.json_response(cache[ip])
    for template in PROVIDERS:
        try:
            found = await ask(request.app["http"], template.format(ip))
        except (asyncio.TimeoutError, OSError) as e:
            logger.warning("provider: %r", e)
            continue
        if found:
            if len(cache) > 50000:
                cache.clear()
            cache[ip] = {"country": found.get("cc"), "city": found.get("city")}
            return web.json_response(cache[ip])
    raise web.HTTPNotFound()


def make_app():
    app = web.Application()
    app["cache"] = {}
    app.cleanup_ctx.append(http_session)
    app.router.add_get("/locate/{ip}", locate)
    return app


if __name__ == "__main__":
    web.run_app(make_app(), port=8085, backlog=512, keepalive_timeout=45)
