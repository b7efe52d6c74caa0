"""Session with a PLC: connect, log in, hand the socket over to the caller's object."""
from __future__ import annotations

import socket
import struct
from contextlib import ExitStack, contextmanager


class PlcError(Exception):
    ...


def _read(sock: socket.socket, n: int) -> bytes:
    data = b""
    while len(data) < n:
        part = sock.recv(n - len(data))
        if not part:
            raise PlcError("PLC closed the line")
        data += part
    return data


class Plc:
    def __init__(self, sock: socket.socket, stack: ExitStack):
        self._sock = sock
        self._stack = stack

    @classmethod
    def dial(cls, host: str, password: int) -> "Plc":
        with ExitStack() as guard:
            sock = guard.enter_context(socket.create_connection((host, 9600), timeout=4))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.sendall(struct.pack(">BI", 0x01, password))
            (verdict,) = _read(sock, 1)
            if verdict != 0:
                raise PlcError(f"login refused ({verdict})")
            return cls(sock, guard.pop_all())

    def peek(self, register: int) -> int:
        self._sock.sendall(struct.pack(">BH", 0x10, register))
        return struct.unpack(">i", _read(self._sock, 4))[0]

    def hangup(self) -> None:
        self._stack.close()


@contextmanager
def plc(host: str, password: int):
    p = Plc.dial(host, password)
    try:
        yield p
    finally:
        p.hangup()


def boiler_temperatures(host: str) -> list[int]:
    with plc(host, 4711) as unit:
        return [unit.peek(r) for r in range(40, 48)]
