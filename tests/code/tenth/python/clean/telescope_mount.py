"""LX200 over TCP: opens a mount and hands a ready object to the scheduler."""
from __future__ import annotations

import logging
import socket
import ssl
from contextlib import ExitStack
from typing import BinaryIO

log = logging.getLogger(__name__)


class MountFault(Exception):
    pass


class Mount:
    """A logged-in mount. Owns everything on the stack."""

    def __init__(self, stack: ExitStack, sock: socket.socket, rf: BinaryIO, model: str):
        self._stack = stack
        self._sock = sock
        self._rf = rf
        self.model = model

    def __enter__(self) -> Mount:
        return self

    def __exit__(self, *exc) -> None:
        self.park_and_close()

    def ask(self, cmd: str) -> str:
        self._sock.sendall(f":{cmd}#".encode("ascii"))
        out = bytearray()
        while (c := self._rf.read(1)) != b"#":
            if not c:
                raise MountFault("mount went away")
            out += c
        return out.decode("ascii", "replace")

    def slew(self, ra: str, dec: str) -> None:
        for cmd in (f"Sr{ra}", f"Sd{dec}"):
            if self.ask(cmd) != "1":
                raise MountFault(f"{cmd} refused")
        answer = self.ask("MS")
        if answer != "0":
            raise MountFault(f"cannot slew: {answer}")

    def park_and_close(self) -> None:
        try:
            self.ask("hP")
        except (OSError, MountFault) as e:
            log.warning("not parked: %s", e)
        finally:
            self._stack.close()


def open_mount(host: str, pin: str, port: int = 4030, ctx: ssl.SSLContext | None = None) -> Mount:
    with ExitStack() as stack:
        sock = stack.enter_context(socket.create_connection((host, port), timeout=10))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if ctx is not None:
            sock = stack.enter_context(ctx.wrap_socket(sock, server_hostname=host))
        rf = stack.enter_context(sock.makefile("rb"))
        m = Mount(stack, sock, rf, "")
        if m.ask(f"PIN{pin}") != "1":
            raise MountFault("wrong pin")
        m.model = m.ask("GVP")
        if "Simulator" in m.model:
            raise MountFault("that is the simulator")
        # all good: what has been opened now belongs to the caller's object
        m._stack = stack.pop_all()
        return m
