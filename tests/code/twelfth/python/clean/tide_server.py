"""Tide gauge queries for the harbour offices: `LEVEL <gauge>` -> `<cm> <iso time>`."""
from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from typing import Awaitable, Callable

log = logging.getLogger(__name__)
Lookup = Callable[[str], Awaitable["tuple[int, dt.datetime] | None"]]


class TideServer:
    MAX_CLIENTS = 300
    IDLE = 90.0

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._clients: set[asyncio.StreamWriter] = set()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")
        self._clients.add(writer)
        try:
            if len(self._clients) > self.MAX_CLIENTS:
                log.warning("full, sending %s away", peer)
                await asyncio.wait_for(reader.readline(), 5)
                writer.write(b"BUSY\n")
                await asyncio.wait_for(writer.drain(), 5)
                return
            while line := await asyncio.wait_for(reader.readline(), self.IDLE):
                writer.write(await self._answer(line))
                await asyncio.wait_for(writer.drain(), self.IDLE)
        except asyncio.TimeoutError:
            log.info("%s timed out", peer)
        except (ConnectionError, ValueError) as exc:
            log.info("%s: %s", peer, exc)
        finally:
            self._clients.discard(writer)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, line: bytes) -> bytes:
        words = line.decode("ascii", "replace").split()
        if len(words) != 2 or words[0] != "LEVEL":
            return b"ERR syntax\n"
        found = await self._lookup(words[1])
        if found is None:
            return b"ERR gauge\n"
        cm, when = found
        return f"{cm} {when.isoformat()}\n".encode()

    async def run(self, host: str, port: int) -> None:
        server = await asyncio.start_server(self._client, host, port, limit=1024, backlog=256)
        try:
            async with server:
                await server.serve_forever()
        finally:
            for w in list(self._clients):
                w.close()


async def _demo(gauge: str):
    if gauge != "husum":
        return None
    return 512, dt.datetime.now(dt.timezone.utc).replace(microsecond=0)


if __name__ == "__main__":
    logging.basicConfig(level="INFO")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(TideServer(_demo).run("", 4711))
