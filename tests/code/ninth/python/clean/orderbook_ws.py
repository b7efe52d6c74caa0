from __future__ import annotations

import asyncio
import json
import logging
import random

import websockets

log = logging.getLogger("book")


class OrderBook:
    def __init__(self, pair: str) -> None:
        self.pair = pair
        self.bids: dict[float, float] = {}
        self.asks: dict[float, float] = {}
        self.seq = 0

    def apply(self, msg: dict) -> bool:
        if msg["type"] == "snapshot":
            self.bids = {float(p): float(q) for p, q in msg["bids"]}
            self.asks = {float(p): float(q) for p, q in msg["asks"]}
        elif msg["seq"] != self.seq + 1:
            return False
        else:
            for side, p, q in msg["changes"]:
                book = self.bids if side == "buy" else self.asks
                if float(q):
                    book[float(p)] = float(q)
                else:
                    book.pop(float(p), None)
        self.seq = msg["seq"]
        return True


class Feed:
    def __init__(self, url: str, pair: str) -> None:
        self.url = url
        self.book = OrderBook(pair)
        self.ws = None

    async def follow(self) -> None:
        self.ws = await websockets.connect(
            self.url, open_timeout=8, ping_interval=15, ping_timeout=10, close_timeout=3
        )
        try:
            await self.ws.send(json.dumps({"op": "subscribe", "pair": self.book.pair}))
            while True:
                raw = await asyncio.wait_for(self.ws.recv(), 60)
                if not self.book.apply(json.loads(raw)):
                    log.warning("%s: sequence gap, starting over", self.book.pair)
                    return
        finally:
            ws, self.ws = self.ws, None
            await ws.close()

    async def run(self) -> None:
        wait = 1.0
        while True:
            try:
                await self.follow()
                wait = 1.0
            except websockets.ConnectionClosed as e:
                log.info("%s: closed %s", self.book.pair, e)
            except (OSError, ValueError, asyncio.TimeoutError, websockets.InvalidHandshake) as e:
                log.warning("%s: %s", self.book.pair, e)
            await asyncio.sleep(wait * random.uniform(0.5, 1.5))
            wait = min(wait * 2, 60)


async def main(pairs: list[str]) -> None:
    await asyncio.gather(*(Feed("wss://md.exchange.example/v2", p).run() for p in pairs))
