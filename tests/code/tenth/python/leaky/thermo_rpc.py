"""RPC client of the climate chamber controllers (length prefixed msgpack)."""
from __future__ import annotations

import itertools
import socket
import struct
import threading
from typing import Any

import msgpack


class ChamberError(RuntimeError):
    pass


class Chamber:
    def __init__(self, host: str, port: int = 8123, timeout: float = 5.0) -> None:
        self._sock = socket.create_connection((host, port), timeout=timeout)
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._ids = itertools.count(1)
        self._lock = threading.Lock()

    def __enter__(self) -> "Chamber":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._sock.close()

    def _exactly(self, n: int) -> bytes:
        buf = bytearray(n)
        view = memoryview(buf)
        while view:
            k = self._sock.recv_into(view)
            if k == 0:
                raise ChamberError("controller closed the connection")
            view = view[k:]
        return bytes(buf)

    def call(self, method: str, *args: Any) -> Any:
        body = msgpack.packb([next(self._ids), method, list(args)])
        with self._lock:
            try:
                self._sock.sendall(struct.pack("!HH", 0xC1A0, len(body)))
                self._sock.sendall(body)
                magic, size = struct.unpack("!HH", self._exactly(4))
                if magic != 0xC1A0:
                    raise ChamberError("lost frame sync")
                _id, err, result = msgpack.unpackb(self._exactly(size))
            except (OSError, ChamberError):
                self.close()
                raise
        if err:
            raise ChamberError(f"{method}: {err}")
        return result

    def temperature(self) -> float:
        return self.call("get", "temp.pv") / 10

    def ramp(self, target: float, per_min: float) -> None:
        self.call("ramp", int(target * 10), int(per_min * 10))


def soak(host: str, profile: list[tuple[float, float]]) -> None:
    with Chamber(host) as c:
        for target, rate in profile:
            before = c.temperature()
            c.ramp(target, rate)
            print(f"{host}: {before:.1f} -> {target:.1f} at {rate}/min")
