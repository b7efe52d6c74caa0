import json
import socket
import threading
from dataclasses import dataclass, field
from typing import Callable


@dataclass
class Feed:
    lot: str
    sock: socket.socket
    thread: threading.Thread = None
    bids: list = field(default_factory=list)


class TickerHub:
    """Follows the auction houses' bid streams, one thread per lot."""

    def __init__(self, on_bid: Callable[[str, dict], None]):
        self._on_bid = on_bid
        self._feeds: dict[str, Feed] = {}
        self._evening: list[Feed] = []     # for the closing report
        self._guard = threading.Lock()

    def follow(self, lot: str, host: str, port: int) -> None:
        with self._guard:
            if lot in self._feeds and self._feeds[lot].thread.is_alive():
                return
        s = socket.create_connection((host, port), timeout=10)
        s.settimeout(120)
        feed = Feed(lot, s)
        feed.thread = threading.Thread(target=self._pump, args=(feed,), name=f"lot-{lot}", daemon=True)
        with self._guard:
            self._feeds[lot] = feed
            self._evening.append(feed)
        try:
            s.sendall(f"SUBSCRIBE {lot}\n".encode())
        except OSError:
            s.close()
            raise
        feed.thread.start()

    def _pump(self, feed: Feed) -> None:
        pending = b""
        while True:
            try:
                block = feed.sock.recv(16384)
            except OSError as exc:
                print(f"lot {feed.lot}: stream failed: {exc}")
                feed.sock.close()
                return
            if not block:
                print(f"lot {feed.lot}: hammer fell, {len(feed.bids)} bids")
                return
            pending += block
            *lines, pending = pending.split(b"\n")
            for raw in lines:
                try:
                    bid = json.loads(raw)
                    feed.bids.append(bid)
                    self._on_bid(feed.lot, bid)
                except Exception as exc:
                    print(f"lot {feed.lot}: bad bid {raw!r}: {exc}")
