"""Pool of connections to the SCADA gateway (text protocol, one query at a time)."""
from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from typing import Iterator


class GatewayError(Exception):
    pass


class _Conn:
    def __init__(self, addr: tuple[str, int]) -> None:
        self.sock = socket.create_connection(addr, timeout=3)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rd = self.sock.makefile("rb")
        self.idle_since = 0.0

    def ask(self, line: str) -> str:
        self.sock.sendall(line.encode("ascii") + b"\r\n")
        answer = self.rd.readline(4096)
        if not answer.endswith(b"\n"):
            raise OSError("gateway ended the connection")
        return answer.decode("ascii").strip()

    def close(self) -> None:
        self.rd.close()
        self.sock.close()


class GatewayPool:
    MAX_IDLE = 40.0

    def __init__(self, host: str, port: int, size: int = 8) -> None:
        self._addr = (host, port)
        self._free: list[_Conn] = []
        self._lock = threading.Lock()
        self._permits = threading.Semaphore(size)

    def _take(self) -> _Conn:
        now = time.monotonic()
        with self._lock:
            stale = [c for c in self._free if now - c.idle_since > self.MAX_IDLE]
            self._free = [c for c in self._free if c not in stale]
            conn = self._free.pop() if self._free else None
        for c in stale:
            c.close()
        return conn or _Conn(self._addr)

    @contextmanager
    def _lease(self) -> Iterator[_Conn]:
        with self._permits:
            conn = self._take()
            try:
                yield conn
            except BaseException:
                conn.close()
                raise
            conn.idle_since = time.monotonic()
            with self._lock:
                self._free.append(conn)

    def read(self, tag: str) -> float:
        with self._lease() as c:
            answer = c.ask(f"READ {tag}")
        if answer.startswith("ERR"):
            raise GatewayError(f"{tag}: {answer}")
        return float(answer)

    def write(self, tag: str, value: float) -> None:
        with self._lease() as c:
            answer = c.ask(f"WRITE {tag} {value:g}")
        if answer != "OK":
            raise GatewayError(f"{tag}: {answer}")

    def close(self) -> None:
        with self._lock:
            free, self._free = self._free, []
        for c in free:
            c.close()
