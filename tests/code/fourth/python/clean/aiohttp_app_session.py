from aiohttp import web, ClientSession, ClientTimeout

SESSION = web.AppKey("session", ClientSession)


async def client_ctx(app):
    async with ClientSession(timeout=ClientTimeout(total=8, connect=2)) as s:
        app[SESSION] = s
        yield


async def weather(request):
    city = request.match_info["city"]
    async with request.app[SESSION].get("http://wx.internal/v2", params={"q": city}) as r:
        if r.status == 404:
            raise web.HTTPNotFound(text=f"no such city: {city}")
        if r.status != 200:
            raise web.HTTPBadGateway()
        data = await r.json()
    return web.json_response({"city": city, "temp": data["t"]})


def make_app():
    app = web.Application()
    app.cleanup_ctx.append(client_ctx)
    app.router.add_get("/weather/{city}", weather)
    return app


if __name__ == "__main__":
    web.run_app(make_app(), port=8088)
