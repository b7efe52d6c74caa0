"""Customs declaration status client (async)."""
from __future__ import annotations

import asyncio
import enum

import aiohttp


class State(enum.Enum):
    PENDING = "pending"
    CLEARED = "cleared"
    HELD = "held"


class CustomsApi:
    def __init__(self, base: str, token: str) -> None:
        self._session = aiohttp.ClientSession(
            base,
            connector=aiohttp.TCPConnector(limit=20),
            timeout=aiohttp.ClientTimeout(total=15, connect=3),
            headers={"Authorization": f"Bearer {token}"},
        )

    async def status(self, mrn: str) -> State:
        resp = await self._session.get(f"/declarations/{mrn}")
        if resp.status == 202:
            # body is the provider's html "please wait" page
            return State.PENDING
        async with resp:
            resp.raise_for_status()
            doc = await resp.json()
            return State.HELD if doc.get("hold") else State.CLEARED

    async def wait_cleared(self, mrn: str, every: float = 20.0) -> State:
        while True:
            st = await self.status(mrn)
            if st is not State.PENDING:
                return st
            await asyncio.sleep(every)

    async def aclose(self) -> None:
        await self._session.close()
