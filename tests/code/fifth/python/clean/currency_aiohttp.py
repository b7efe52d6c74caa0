import asyncio
import time

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, WSMsgType, web


class Rates:
    def __init__(self):
        self.values = {}
        self.stamp = 0.0
        self.watchers = set()

    async def refresh_for_ever(self, app):
        while True:
            try:
                async with app["client"].get("https://rates.example/latest") as r:
                    r.raise_for_status()
                    self.values = (await r.json())["rates"]
                    self.stamp = time.time()
                await self.publish()
            except (ClientError, asyncio.TimeoutError, KeyError) as e:
                app.logger.warning("rates: %r", e)
            await asyncio.sleep(30)

    async def publish(self):
        for ws in list(self.watchers):
            try:
                await asyncio.wait_for(ws.send_json(self.values), 5)
            except (ConnectionError, asyncio.TimeoutError, RuntimeError):
                self.watchers.discard(ws)
                await ws.close()


async def client_ctx(app):
    app["client"] = ClientSession(timeout=ClientTimeout(total=10),
                                  connector=TCPConnector(limit_per_host=4))
    task = asyncio.create_task(app["rates"].refresh_for_ever(app))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await app["client"].close()


async def watch(request):
    ws = web.WebSocketResponse(heartbeat=25, receive_timeout=None)
    await ws.prepare(request)
    rates = request.app["rates"]
    rates.watchers.add(ws)
    try:
        await ws.send_json(rates.values)
        async for msg in ws:
            if msg.type == WSMsgType.TEXT and msg.data == "bye":
                break
    finally:
        rates.watchers.discard(ws)
        await ws.close()
    return ws


async def latest(request):
    rates = request.app["rates"]
    if time.time() - rates.stamp > 300:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": "30"})
    return web.json_response(rates.values)


def app():
    a = web.Application()
    a["rates"] = Rates()
    a.cleanup_ctx.append(client_ctx)
    a.add_routes([web.get("/watch", watch), web.get("/latest", latest)])
    return a


if __name__ == "__main__":
    web.run_app(app(), port=8090)
