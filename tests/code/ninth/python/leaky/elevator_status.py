"""Polls the lift controllers' maintenance port for the facility dashboard."""
from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

log = logging.getLogger("lifts")
PORT = 5020


@dataclass
class LiftStatus:
    lift: str
    floor: int
    door: str
    fault: str | None = None


def parse(lift: str, raw: bytes) -> LiftStatus:
    parts = dict(p.split("=", 1) for p in raw.decode().strip().split(";"))
    return LiftStatus(lift, int(parts["FLR"]), parts["DOOR"], parts.get("FLT"))


async def ask(lift: str) -> LiftStatus | None:
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(lift, PORT), 3)
    except (OSError, asyncio.TimeoutError):
        log.warning("%s: no connection", lift)
        return None
    writer.write(b"STAT?\r\n")
    try:
        raw = await asyncio.wait_for(reader.readline(), 2)
    except asyncio.TimeoutError:
        log.warning("%s: connected, but silent", lift)
        return None
    except OSError as e:
        log.warning("%s: %s", lift, e)
        raw = b""
    writer.close()
    try:
        await writer.wait_closed()
    except OSError:
        pass
    if not raw:
        return None
    try:
        return parse(lift, raw)
    except (KeyError, ValueError) as e:
        log.error("%s: strange answer %r (%s)", lift, raw, e)
        return None


async def watch(lifts: list[str], publish) -> None:
    while True:
        for status in await asyncio.gather(*map(ask, lifts)):
            if status:
                publish(status)
        await asyncio.sleep(60)
