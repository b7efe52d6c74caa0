"""Polls the charging points of the car park operator's backend."""
from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack

import aiohttp

log = logging.getLogger("chargers")


class Backend:
    def __init__(self, base: str, key: str) -> None:
        self.base = base
        self._stack = AsyncExitStack()
        self._key = key
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Backend:
        self._http = await self._stack.enter_async_context(
            aiohttp.ClientSession(
                self.base,
                headers={"X-Api-Key": self._key},
                timeout=aiohttp.ClientTimeout(total=20, connect=5),
                connector=aiohttp.TCPConnector(limit=12),
            )
        )
        return self

    async def __aexit__(self, *exc) -> None:
        await self._stack.aclose()

    async def points(self) -> list[str]:
        async with self._http.get("/points") as r:
            r.raise_for_status()
            return [p["id"] for p in await r.json()]

    async def state(self, point: str) -> str | None:
        for attempt in range(3):
            r = await self._http.get(f"/points/{point}/state")
            try:
                if r.status == 404:
                    return None
                if r.status in (429, 503):
                    wait = int(r.headers.get("Retry-After", 2))
                    log.info("%s: told to wait %ds", point, wait)
                else:
                    r.raise_for_status()
                    return (await r.json())["state"]
            finally:
                r.release()
            await asyncio.sleep(min(wait, 30))
        raise asyncio.TimeoutError(point)


async def watch(base: str, key: str, publish) -> None:
    async with Backend(base, key) as be:
        last: dict[str, str | None] = {}
        while True:
            try:
                ids = await be.points()
                states = await asyncio.gather(*(be.state(i) for i in ids), return_exceptions=True)
            except (aiohttp.ClientError, asyncio.TimeoutError) as e:
                log.warning("backend: %r", e)
                await asyncio.sleep(60)
                continue
            for i, s in zip(ids, states):
                if isinstance(s, BaseException):
                    log.warning("%s: %r", i, s)
                elif last.get(i) != s:
                    last[i] = s
                    await publish(i, s)
            await asyncio.sleep(15)
