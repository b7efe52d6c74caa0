from __future__ import annotations

import httpx


class Catalogue:
    def __init__(self, base: str) -> None:
        limits = httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=30)
        self._c = httpx.AsyncClient(base_url=base, timeout=5.0, limits=limits)

    async def __aenter__(self) -> "Catalogue":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._c.aclose()

    async def item(self, ident: str) -> dict | None:
        r = await self._c.get(f"/items/{ident}")
        if r.status_code == 404:
            return None
        r.raise_for_status()
        return r.json()

    async def export(self, path: str) -> int:
        total = 0
        async with self._c.stream("GET", "/export") as r:
            if r.is_error:
                return -1
            with open(path, "wb") as f:
                async for chunk in r.aiter_bytes():
                    total += f.write(chunk)
        return total
