"""Race car telemetry tap: cars -> (filter) -> timescale."""
from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections import deque

log = logging.getLogger("tap")

REC = struct.Struct(">HIff")
HIGH = 5000


class CarProtocol(asyncio.Protocol):
    def __init__(self, tap: "Tap") -> None:
        self.tap = tap
        self.rest = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport) -> None:
        self.transport = transport
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.tap.cars.add(self)

    def data_received(self, data: bytes) -> None:
        data = self.rest + data
        whole = len(data) - len(data) % REC.size
        self.rest = data[whole:]
        self.tap.pending.extend(REC.iter_unpack(data[:whole]))
        self.tap.wake.set()
        if len(self.tap.pending) > HIGH:
            log.warning("database behind, holding %s back", self.transport)
            self.transport.pause_reading()

    def connection_lost(self, exc) -> None:
        self.tap.cars.discard(self)
        if self.rest:
            log.info("%d odd bytes at the end", len(self.rest))


class Tap:
    def __init__(self, writer) -> None:
        self.cars: set[CarProtocol] = set()
        self.pending: deque = deque()
        self.wake = asyncio.Event()
        self.writer = writer

    async def drain(self) -> None:
        while True:
            await self.wake.wait()
            self.wake.clear()
            while self.pending:
                n = min(len(self.pending), 500)
                batch = [self.pending.popleft() for _ in range(n)]
                try:
                    await self.writer.insert(batch)
                except OSError as e:
                    log.error("insert: %s", e)
                    self.pending.extendleft(reversed(batch))
                    await asyncio.sleep(1)

    async def run(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: CarProtocol(self), "", port)
        async with server:
            await asyncio.gather(server.serve_forever(), self.drain())
