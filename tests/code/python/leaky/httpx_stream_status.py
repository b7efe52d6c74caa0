import httpx


class Feed:
    def __init__(self, base):
        self.client = httpx.AsyncClient(base_url=base, timeout=10)

    async def lines(self, path):
        req = self.client.build_request("GET", path)
        resp = await self.client.send(req, stream=True)
        if resp.status_code >= 400:
            raise RuntimeError(resp.status_code)  # expect: close-wait-leak
        try:
            async for line in resp.aiter_lines():
                yield line
        finally:
            await resp.aclose()
